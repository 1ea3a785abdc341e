namespace RetrainGrains.Learning.Exporting;

/// <summary>The formats that a model can be exported to.</summary>
public enum ExportFormat
{
    /// <summary>The JSON that XGBoost saves and loads, as version 1.7 writes it.</summary>
    XGBoost = 1,

    /// <summary>A graph of ONNX, with trees by its ai.onnx.ml operators.</summary>
    Onnx = 2,
}
