using RetrainGrains.Domain.Primitives;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Importing;

namespace RetrainGrains.Cli.Client.Importing;

/// <summary>Reads the schema of a model that was trained elsewhere: its own features and its own task.</summary>
internal static class ImportedSchema
{
    /// <summary>Reads it of a file's content; null, with the problem, where that is no model.</summary>
    public static V1.Schema? Read(
        byte[] content, V1.ImportFormat format, string target, string path, List<Problem> problems)
    {
        try
        {
            var known = format == V1.ImportFormat.Auto ? ForeignModels.FormatOf(content) : (ModelFormat)format;
            var (artifact, report) = ForeignModels.Import(content, known ?? ModelFormat.XGBoost);
            return new V1.Schema
            {
                Target = target,
                Task = (V1.PredictionTask)artifact.Schema.Task,
                Features = { artifact.Schema.Features.Select((feature, i) => ToWire(feature, report.Features[i])) },
                Classes = { ClassesOf(artifact.Schema, report) },
            };
        }
        catch (ImportException error)
        {
            problems.Add(Problem.Of(
                "FILE", path, $"must be what save_model of XGBoost or LightGBM writes, or ONNX: {error.Message}"));
            return null;
        }
    }

    // Where the file has codes and no names, the codes are the names.
    private static V1.Feature ToWire(FeatureDescription feature, ImportedFeature read) => new()
    {
        Name = feature.Name,
        Kind = (V1.FeatureKind)feature.Kind,
        Categories =
        {
            feature.Kind != FeatureKind.Categorical ? [] : read.ByName ? read.Categories : Names(feature.CategoryCount),
        },
    };

    private static IEnumerable<string> ClassesOf(DatasetSchema schema, ImportReport report) =>
        schema.ClassCount > 0 && report.Classes.Length > 0 ? report.Classes : Names(schema.ClassCount);

    private static IEnumerable<string> Names(int count) =>
        Enumerable.Range(0, count).Select(code => code.ToString(CultureInfo.InvariantCulture));
}
