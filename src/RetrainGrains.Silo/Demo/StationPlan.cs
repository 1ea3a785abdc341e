namespace RetrainGrains.Silo.Demo;

/// <summary>One station of the demo: its name, how it behaves, and the policy it is registered with.</summary>
internal sealed record StationPlan(string Name, Func<double, Regime> Behaviour, string PolicyJson, bool SensorSticks = false)
{
    // The recommended policy with smaller trees, so that twelve models train on one core, and with checks that look
    // after every six outcomes.
    private const string Recommended = """
        {
          "schedule": { "minimumNewOutcomes": 6 },
          "challengers": { "trees": { "numberOfTrees": 40, "numberOfLeaves": 15 } }
        }
        """;

    // One recipe with a short memory, trained by the calendar whatever the data look like: what a broken sensor says
    // is learned and served, and only probation stands between it and the users.
    private const string ShortMemory = """
        {
          "schedule": { "minimumNewOutcomes": 6 },
          "performance": { "rules": [] },
          "triggers": { "maximumAge": "6d", "breakerAfter": 1000 },
          "challengers": {
            "recipes": ["leafwise/5d"], "combination": "single", "trees": { "numberOfTrees": 40, "numberOfLeaves": 15 }
          },
          "probation": { "length": "8d" }
        }
        """;

    public string ModelId => $"air/{Name.ToLowerInvariant()}";

    public static ImmutableArray<StationPlan> Fleet { get; } =
    [
        new("Airport", Regimes.Steady, Recommended),
        new("Bridge", Regimes.NewRoad(5), Recommended),
        new("Castle", Regimes.Winter(3), Recommended),
        new("Depot", Regimes.Steady, ShortMemory, SensorSticks: true),
        new("Foundry", Regimes.Growing(2, 0.05), Recommended),
        new("Garden", Regimes.Steady, Recommended),
        new("Harbour", Regimes.Sheltered(9), Recommended),
        new("Market", Regimes.NewRoad(16), Recommended),
        new("Orchard", Regimes.Winter(12), Recommended),
        new("Quarry", Regimes.Growing(8, 0.08), Recommended),
        new("Station", Regimes.Steady, Recommended),
        new("Tower", Regimes.Sheltered(22), Recommended),
    ];
}
