using System.Text.Json;
using System.Text.Json.Nodes;
using RetrainGrains.Cli.Sources;
using RetrainGrains.Cli.Terminal;
using RetrainGrains.Domain.Costs;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Cli.Backtest;

/// <summary>Reads a file that overrides the cost-aware rule's settings where it speaks.</summary>
internal static class CostAwareReader
{
    private const string Option = "--cost-aware";
    private const int PeriodsMax = 1_000;

    private static readonly JsonDocumentOptions Lenient =
        new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    public static CostAwareOptions Read(string? path, List<Problem> problems)
    {
        var basis = new CostAwareOptions();
        if (path is null || OptionReader.Text(Option, path, problems) is not { } json) return basis;
        var found = new List<Problem>();
        var settings = Parse(json, found) is { } members
            ? Read(new JsonSection(members, "costAware", found), basis)
            : basis;
        found.AddRange(settings.Validate("costAware"));
        problems.AddRange(found.Select(problem => problem with { Field = $"{path}: {problem.Field}" }));
        return settings;
    }

    private static JsonObject? Parse(string json, List<Problem> problems)
    {
        try
        {
            if (JsonNode.Parse(json, documentOptions: Lenient) is JsonObject members) return members;
            problems.Add(Problem.Of("costAware", json.Trim(), "must be a JSON object"));
        }
        catch (JsonException error)
        {
            problems.Add(Problem.Of("costAware", $"line {error.LineNumber + 1}", $"must be JSON: {error.Message}"));
        }
        return null;
    }

    private static CostAwareOptions Read(JsonSection section, CostAwareOptions basis)
    {
        var settings = basis with
        {
            PriorSlope = section.Number("priorSlope") ?? basis.PriorSlope,
            PriorCure = section.Number("priorCure") ?? basis.PriorCure,
            Noise = section.Number("noise") ?? basis.Noise,
            SlopeDeviation = section.Number("slopeDeviation") ?? basis.SlopeDeviation,
            CureDeviation = section.Number("cureDeviation") ?? basis.CureDeviation,
            Discount = section.Number("discount") ?? basis.Discount,
            NoiseWidths = section.Number("noiseWidths") ?? basis.NoiseWidths,
            HorizonPeriods = section.Count("horizonPeriods", 1, PeriodsMax) ?? basis.HorizonPeriods,
        };
        section.Close();
        return settings;
    }
}
