using RetrainGrains.Learning.Artifacts;

namespace RetrainGrains.Learning.Exporting;

/// <summary>Writes models in the formats of others.</summary>
public static class ModelExporter
{
    /// <summary>
    /// Exports a model so that it predicts the same elsewhere; an <see cref="ExportException"/> where the format cannot
    /// hold it.
    /// </summary>
    public static ExportedModel Export(Artifact artifact, ExportFormat format, ExportNames? names = null)
    {
        var input = ExportedInput.Of(artifact.Schema, names ?? ExportNames.Of(artifact.Schema));
        return format switch
        {
            ExportFormat.XGBoost => XGBoostExporter.Export(artifact, input),
            _ => OnnxExporter.Export(artifact, input),
        };
    }
}
