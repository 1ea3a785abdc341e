using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Learning.Importing;

/// <summary>A foreign model as an artifact, which must be within the bounds of its format.</summary>
internal static class ImportedModel
{
    public static Artifact Wrap(string learner, DatasetSchema schema, Model model)
    {
        try
        {
            return Artifact.Create(new ArtifactHeader(learner, TargetForm.Level, Fallback: 0, schema), model);
        }
        catch (ArgumentException exception)
        {
            throw new ImportException(exception.Message);
        }
    }
}
