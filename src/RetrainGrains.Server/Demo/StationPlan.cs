namespace RetrainGrains.Server.Demo;

/// <summary>A station of the demo: its name, how it changes, and the policy it is registered with.</summary>
internal sealed record StationPlan(string Name, Change Change, string PolicyJson, bool SensorSticks = false)
{
    public string ModelId => $"air/{Name.ToLowerInvariant()}";

    // Different ages, so that the models that nothing else has a reason to train do not all ask on the same day.
    public static ImmutableArray<StationPlan> Fleet { get; } =
    [
        new("Airport", Change.None, Recommended(11)),
        new("Bridge", Change.NewRoad(2), Recommended(8)),
        new("Castle", Change.Winter(1), Recommended(9)),
        new("Depot", Change.None, ShortMemory, SensorSticks: true),
        new("Foundry", Change.Growth(2, 0.05), OneAtATime(8)),
        new("Garden", Change.None, OneAtATime(6)),
        new("Harbour", Change.Wall(9), Recommended(7)),
        new("Market", Change.NewRoad(16), Recommended(10)),
        new("Orchard", Change.Winter(12), OneAtATime(7)),
        new("Quarry", Change.Growth(8, 0.08), Recommended(10)),
        new("Station", Change.None, Recommended(13)),
        new("Tower", Change.Wall(22), Recommended(12)),
    ];

    // The recommended policy, looking after every six outcomes, with trees that twelve models can grow on one core.
    private static string Recommended(int maximumAgeDays) => Policy(maximumAgeDays, """ "performance": {} """, "");

    // The recommended recipes, but only the best of them serves: a challenger has to beat the champion.
    private static string OneAtATime(int maximumAgeDays) =>
        Policy(maximumAgeDays, """ "performance": {} """, """ "combination": "single", """);

    // One recipe with a short memory, trained by the calendar whatever the data look like: what a broken sensor says
    // is learned and served, and only a short and strict probation stands between it and the users.
    private static string ShortMemory => Policy(
        7, """ "performance": { "rules": [] }, "probation": { "length": "6d", "significance": 0.1 } """,
        """ "combination": "single", "recipes": ["leafwise/5d"], """);

    private static string Policy(int maximumAgeDays, string sections, string challengers) => $$"""
        {
          "schedule": { "minimumNewOutcomes": 6 },
          "triggers": { "maximumAge": "{{maximumAgeDays}}d", "breakerAfter": 1000 },
          {{sections}},
          "challengers": { {{challengers}} "trees": { "numberOfTrees": 40, "numberOfLeaves": 15 } }
        }
        """;
}
