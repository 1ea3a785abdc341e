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
            var schema = (IsLightGbm(content, format)
                ? LightGbmImporter.Import(content)
                : XGBoostImporter.Import(content)).Schema;
            return new V1.Schema
            {
                Target = target,
                Task = (V1.PredictionTask)schema.Task,
                Features = { schema.Features.Select(ToWire) },
                Classes = { Names(schema.ClassCount) },
            };
        }
        catch (ImportException error)
        {
            problems.Add(Problem.Of(
                "FILE", path, $"must be what save_model of XGBoost or LightGBM writes: {error.Message}"));
            return null;
        }
    }

    private static bool IsLightGbm(byte[] content, V1.ImportFormat format) =>
        format == V1.ImportFormat.Lightgbm
        || (format == V1.ImportFormat.Auto && content.AsSpan().TrimStart(" \t\r\n"u8).StartsWith("tree"u8));

    // A file knows categories by their codes only.
    private static V1.Feature ToWire(FeatureDescription feature) => new()
    {
        Name = feature.Name,
        Kind = (V1.FeatureKind)feature.Kind,
        Categories = { feature.Kind == FeatureKind.Categorical ? Names(feature.CategoryCount) : [] },
    };

    private static IEnumerable<string> Names(int count) =>
        Enumerable.Range(0, count).Select(code => code.ToString(CultureInfo.InvariantCulture));
}
