using RetrainGrains.Cli.Client.Models;
using RetrainGrains.Cli.Terminal;

namespace RetrainGrains.Cli.Client.Importing;

/// <summary>Shows what was read of a model's file, and what serves now.</summary>
internal static class ImportDisplay
{
    private const int CategoriesShown = 6;
    private const int BaseScoresShown = 5;
    private const int InputsShown = 12;

    public static void Write(CommandOutput output, V1.Model model, V1.Schema? registered)
    {
        if (registered is not null)
        {
            output.WriteLine($"{model.ModelId} is registered: {registered.Target} by "
                + $"{ModelDisplay.Features(registered)}, the features of the file");
        }
        if (model.ImportReport is { } report) WriteReport(output, report);
        ModelDisplay.WriteServes(output, model);
        if (registered is null) return;
        var values = registered.Features.Take(ModelDisplay.FeaturesShown).Select(feature =>
            $"\"{feature.Name}\": {(feature.Kind == V1.FeatureKind.Numeric ? "0" : $"\"{feature.Categories[0]}\"")}");
        output.WriteLine(
            $"Ask it: retrain predict {model.ModelId} --features '{{{string.Join(", ", values)}}}'");
    }

    private static void WriteReport(CommandOutput output, V1.ImportReport report)
    {
        output.WriteLine($"Read as {string.Join(", ", Parts(report))}");
        foreach (var input in report.Inputs.Take(InputsShown)) output.WriteLine($"  takes {input}");
        if (report.Inputs.Count > InputsShown)
            output.WriteLine($"  and {Shown.Whole(report.Inputs.Count - InputsShown)} more inputs");
        foreach (var answer in report.Outputs) output.WriteLine($"  gives {answer}");
        foreach (var feature in report.Features.Where(feature => feature.Kind == V1.FeatureKind.Categorical))
        {
            output.WriteLine($"  {feature.Name}{Renamed(feature)}: "
                + (feature.ByName ? $"categories by name, {Listed(feature.Categories)}" : "categories by their codes"));
        }
        foreach (var note in report.Notes) output.WriteLine($"  {note}");
        if (report.RowsChecked > 0)
        {
            output.WriteLine($"  {Shown.Whole(report.RowsChecked)} rows predict what was expected; the largest "
                + $"difference is {Shown.Number(report.LargestDifference)}");
        }
    }

    private static IEnumerable<string> Parts(V1.ImportReport report)
    {
        yield return report.Objective.Length > 0 ? $"{report.Format} {report.Objective}" : report.Format;
        if (report.TreesInFile > 0)
        {
            yield return report.TreesServing == report.TreesInFile
                ? $"{Shown.Whole(report.TreesInFile)} trees"
                : $"{Shown.Whole(report.TreesServing)} of {Shown.Whole(report.TreesInFile)} trees, up to the best "
                    + $"iteration {Shown.Whole(report.BestIteration)}";
        }
        if (report.BaseScores.Any(score => score != 0))
        {
            var scores = report.BaseScores.Take(BaseScoresShown).Select(Shown.Number);
            var more = report.BaseScores.Count > BaseScoresShown ? ", …" : "";
            yield return $"base score {string.Join(", ", scores)}{more}";
        }
        if (report.Producer.Length > 0) yield return $"written by {report.Producer}";
        if (report.Opsets.Count > 0) yield return string.Join(" and ", report.Opsets);
        if (report.Outputs.Count == 0) yield return $"link {report.Link}";
    }

    private static string Renamed(V1.ImportedFeature feature) =>
        feature.Feature == feature.Name ? "" : $" ({feature.Feature} of the schema)";

    private static string Listed(IReadOnlyCollection<string> categories) =>
        string.Join(", ", categories.Take(CategoriesShown))
        + (categories.Count > CategoriesShown ? $" and {categories.Count - CategoriesShown} more" : "");
}
