using RetrainGrains.Domain.Primitives;
using RetrainGrains.Statistics.Streaming;

namespace RetrainGrains.Domain.Changes;

/// <summary>The settings that both HDDM tests for a risen rate of errors share.</summary>
public abstract record HddmDetectorPolicy : ErrorRateDetectorPolicy
{
    private protected static readonly HddmOptions River = new();

    /// <summary>The level of one test; every observation is tested.</summary>
    public double Drift { get; init; } = River.Drift;

    internal override string Promise => $"each look at independent observations is false with at most {Drift}";

    private protected HddmOptions Settings => River with { Drift = Drift, Warning = Math.Max(River.Warning, Drift) };

    public override IEnumerable<Problem> Validate(string path) =>
        [.. base.Validate(path), .. Limits.Check($"{path}.drift", Drift, 1e-12, 0.5)];
}
