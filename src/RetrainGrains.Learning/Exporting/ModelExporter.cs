using RetrainGrains.Learning.Artifacts;

namespace RetrainGrains.Learning.Exporting;

/// <summary>Writes models in the formats of others.</summary>
public static class ModelExporter
{
    /// <summary>
    /// The largest number of tree nodes in a file: some hundred megabytes of it, which are in memory at once.
    /// </summary>
    public const int NodesMax = 1 << 22;

    /// <summary>
    /// Exports a model so that it predicts the same elsewhere; an <see cref="ExportException"/> where the format cannot
    /// hold it.
    /// </summary>
    public static ExportedModel Export(Artifact artifact, ExportFormat format, ExportNames? names = null) =>
        Export([(1, artifact)], format, names ?? ExportNames.Of(artifact.Schema));

    /// <summary>
    /// Exports the weighted mean of models that answer the same question. They may know more or less of a schema that
    /// has grown: the input has the columns of the one that knows most.
    /// </summary>
    public static ExportedModel Export(
        IReadOnlyList<(double Weight, Artifact Member)> parts, ExportFormat format, ExportNames names)
    {
        var version = ExportedVersion.Of(parts, names);
        return format switch
        {
            ExportFormat.XGBoost => XGBoostExporter.Export(version),
            _ => OnnxExporter.Export(version),
        };
    }
}
