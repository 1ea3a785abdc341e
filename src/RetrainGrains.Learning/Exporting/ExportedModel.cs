namespace RetrainGrains.Learning.Exporting;

/// <summary>A model's file in a format that others read, and what is in it.</summary>
public sealed record ExportedModel(ReadOnlyMemory<byte> Content, ExportReport Report);
