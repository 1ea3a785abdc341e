using RetrainGrains.Domain.Primitives;
using RetrainGrains.Statistics.Streaming;

namespace RetrainGrains.Domain.Changes;

/// <summary>The EDDM detector, which alarms when the distance between errors becomes shorter.</summary>
public sealed record EddmDetectorPolicy : ErrorRateDetectorPolicy
{
    private static readonly EddmOptions River = new();

    public EddmDetectorPolicy() => Per = ChangeUnit.Row;

    /// <summary>The share of the longest distance between errors below which it alarms.</summary>
    public double Drift { get; init; } = River.Drift;

    /// <summary>The number of errors before the first alarm.</summary>
    public int WarmUp { get; init; } = River.WarmUp;

    internal override string Promise => "it has no stated rate of false alarms";

    internal override ChangeDetector Create() =>
        new Eddm(River with { WarmUp = WarmUp, Drift = Drift, Warning = Math.Max(River.Warning, Drift) });

    public override IEnumerable<Problem> Validate(string path) =>
    [
        .. base.Validate(path),
        .. OnlyRows(path),
        .. Limits.Check($"{path}.drift", Drift, 0.01, 1),
        .. Limits.Check($"{path}.warmUp", WarmUp, 0, 1_000_000),
    ];
}
