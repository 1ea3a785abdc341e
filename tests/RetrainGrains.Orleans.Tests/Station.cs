using RetrainGrains.Domain.Observations;

namespace RetrainGrains.Orleans.Tests;

/// <summary>A model of an hourly stream that is easy to learn, and its first days.</summary>
internal static class Station
{
    /// <summary>Small and quick: one tree recipe that retrains, and the baseline.</summary>
    public const string Policy = """
        {
          "schedule": { "checkEvery": "1h" },
          "challengers": {
            "recipes": ["leafwise/30d", "last-value"],
            "trees": { "numberOfTrees": 5, "numberOfLeaves": 4, "minimumExampleCountPerLeaf": 10 }
          }
        }
        """;

    private const int HistoryHours = 20 * 24;

    public static RegisterModel Registration { get; } = new("regression", new FeatureSchema
    {
        Features = [new("hour"), new("weather"), new("last")],
        Target = "y",
        LastValue = "last",
    }, "", Policy, 7, "register");

    public static Task ImportHistoryAsync(IDatabase database, string modelId, DateTimeOffset now) =>
        database.Observations.ImportAsync(
            modelId,
            [.. Enumerable.Range(1, HistoryHours).Select(hour => Row(hour, now.AddHours(hour - HistoryHours)))]);

    private static HistoryRow Row(int hour, DateTimeOffset knownAt) => new(
        $"row {hour}", knownAt.AddHours(-1), [hour % 24, Weather(hour), (float)Outcome(hour - 1)], Outcome(hour),
        knownAt);

    private static double Outcome(int hour) => 50 + 20 * Weather(hour);

    // Spread evenly, and never the same from one hour to the next.
    private static float Weather(int hour) => hour * 0.618_034f % 1;
}
