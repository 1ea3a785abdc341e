namespace RetrainGrains.Learning.Importing;

/// <summary>The formats of models that were trained elsewhere.</summary>
public enum ModelFormat
{
    XGBoost = 1,
    LightGbm = 2,
    Onnx = 3,
}

/// <summary>Reads models of every foreign format, and tells the formats apart.</summary>
public static class ForeignModels
{
    /// <summary>Finds a content's format; null where it begins like none.</summary>
    public static ModelFormat? FormatOf(ReadOnlySpan<byte> content)
    {
        // XGBoost's forms begin with an object, LightGBM's text with its first line, ONNX with its version as a number.
        if (content.StartsWith("\u0008"u8)) return ModelFormat.Onnx;
        var text = content.TrimStart(" \t\r\n"u8);
        return text.StartsWith("{"u8) ? ModelFormat.XGBoost
            : text.StartsWith("tree"u8) ? ModelFormat.LightGbm
            : null;
    }

    /// <summary>Imports a model into a schema; without one its own features make one.</summary>
    public static ImportedModel Import(ReadOnlyMemory<byte> content, ModelFormat format, ImportTarget? target = null) =>
        format switch
        {
            ModelFormat.XGBoost => XGBoostImporter.Read(content, target),
            ModelFormat.Onnx => OnnxImporter.Read(content, target),
            _ => LightGbmImporter.Read(content, target),
        };
}
