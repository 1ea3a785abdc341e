using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Learning.Importing;

/// <summary>A foreign model as an artifact, and what was read of its file.</summary>
public sealed record ImportedModel(Artifact Artifact, ImportReport Report)
{
    /// <summary>Wraps a model, which must be within the bounds of the artifact's format.</summary>
    internal static ImportedModel Wrap(DatasetSchema schema, Model model, ImportReport report)
    {
        try
        {
            var header = new ArtifactHeader(report.Format, TargetForm.Level, Fallback: 0, schema);
            return new ImportedModel(Artifact.Create(header, model), report);
        }
        catch (ArgumentException exception)
        {
            throw new ImportException(exception.Message);
        }
    }
}
