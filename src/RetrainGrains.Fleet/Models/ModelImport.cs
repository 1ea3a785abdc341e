using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Fleet.Training;
using RetrainGrains.Learning.Importing;

namespace RetrainGrains.Fleet.Models;

/// <summary>Reads a model that was trained elsewhere: an artifact for this schema, or what is wrong.</summary>
internal static class ModelImport
{
    public static (ImportedModel? Imported, ImmutableArray<Problem> Problems) Read(
        ImportModel command, FeatureSchema schema)
    {
        if (command.Content.Length is 0 or > ImportModel.ContentBytesMax)
        {
            return Refused(
                "content", $"{command.Content.Length} bytes", $"must have 1 to {ImportModel.ContentBytesMax} bytes");
        }
        var format = command.Format == ImportFormat.Auto
            ? ForeignModels.FormatOf(command.Content)
            : (ModelFormat)command.Format;
        if (format is not { } named)
        {
            return Refused(
                "format", command.Format,
                "must be named: the content is neither JSON or UBJSON of XGBoost, nor text of LightGBM, nor ONNX");
        }
        try
        {
            var imported = ForeignModels.Import(command.Content, named, LearnerMapping.TargetOf(schema));
            if (command.Checks.IsDefaultOrEmpty) return (imported, []);
            var (report, problems) = ImportChecks.Hold(imported, command.Checks, schema);
            return problems.IsEmpty ? (imported with { Report = report }, []) : (null, problems);
        }
        catch (ImportException error)
        {
            return Refused("content", named, $"cannot be imported: {error.Message}");
        }
    }

    private static (ImportedModel?, ImmutableArray<Problem>) Refused(string field, object value, string rule) =>
        (null, [Problem.Of(field, value, rule)]);
}
