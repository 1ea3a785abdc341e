namespace RetrainGrains.Client.Tests;

/// <summary>A model of a street's air, with enough history to be trained in a moment.</summary>
internal static class Street
{
    public const int HistoryRows = 60;

    private const string Policy = """
        { "challengers": { "recipes": ["ridge/all/level"], "combination": "single" } }
        """;

    private static readonly string[] Weathers = ["dry", "rain"];

    public static V1.Schema Schema => new()
    {
        Target = "no2",
        Features =
        {
            new V1.Feature { Name = "wind" },
            new V1.Feature { Name = "weather", Kind = V1.FeatureKind.Categorical, Categories = { Weathers } },
        },
    };

    public static Dictionary<string, object?> Features(int i) =>
        new() { ["wind"] = i % 7 + 0.5f, ["weather"] = Weathers[i % 2] };

    /// <summary>Registers it, imports its history, and waits until its first version serves.</summary>
    public static async Task ServeAsync(RetrainClient client, string modelId)
    {
        await client.RegisterAsync(modelId, "street", Schema, Policy, seed: 1);
        var start = TimeProvider.System.GetUtcNow().AddHours(-HistoryRows - 1);
        var rows = Enumerable.Range(0, HistoryRows).Select(
            i => Rows.OfHistory($"h{i}", start.AddHours(i), Features(i), 50 - 3 * (i % 7)));
        await client.ImportHistoryAsync(modelId, rows);
        await client.TriggerAsync(modelId, "first version", force: true);
        await foreach (var entry in client.WatchAsync(modelId, 0, TestContext.Current.CancellationToken))
        {
            if (entry.Kind == "promoted") return;
        }
    }
}
