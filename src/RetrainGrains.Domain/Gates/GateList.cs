namespace RetrainGrains.Domain.Gates;

/// <summary>The gates that policies can name, in the order in which verdicts are listed.</summary>
public static class GateList
{
    public static ImmutableArray<IGate> All { get; } =
    [
        new SanityGate(),
        new BoundGate(),
        new TrackRecordGate(),
        new RowsGate(),
        new RegressionGate(),
        new ImprovementGate(),
    ];

    public static ImmutableArray<string> Names { get; } = [.. All.Select(gate => gate.Name)];

    /// <summary>Runs every gate that the policy uses, also after one has failed.</summary>
    public static GateReport Judge(GatePolicy policy, GateCase subject) => new(
        subject.Challenger,
        [.. All.Where(gate => policy.Use?.Contains(gate.Name) != false).SelectMany(gate =>
            gate.Judge(policy, subject))]);
}
