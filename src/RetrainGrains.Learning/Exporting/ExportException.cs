namespace RetrainGrains.Learning.Exporting;

/// <summary>Says why a model cannot be written in the format asked for, and which format holds it.</summary>
public sealed class ExportException(string message) : Exception(message);
