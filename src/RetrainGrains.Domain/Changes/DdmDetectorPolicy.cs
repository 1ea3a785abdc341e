using RetrainGrains.Domain.Primitives;
using RetrainGrains.Statistics.Streaming;

namespace RetrainGrains.Domain.Changes;

/// <summary>The DDM detector, which alarms when errors are more frequent than at a champion's best.</summary>
public sealed record DdmDetectorPolicy : ErrorRateDetectorPolicy
{
    private static readonly DdmOptions River = new();

    public DdmDetectorPolicy() => Per = ChangeUnit.Row;

    /// <summary>The number of standard deviations above the best rate at which it alarms.</summary>
    public double Drift { get; init; } = River.Drift;

    public int WarmUp { get; init; } = River.WarmUp;

    internal override string Promise => "it has no stated rate of false alarms";

    internal override ChangeDetector Create() =>
        new Ddm(River with { WarmUp = WarmUp, Drift = Drift, Warning = Math.Min(River.Warning, Drift) });

    public override IEnumerable<Problem> Validate(string path) =>
    [
        .. base.Validate(path),
        .. OnlyRows(path),
        .. Limits.Check($"{path}.drift", Drift, 0.1, 100),
        .. Limits.Check($"{path}.warmUp", WarmUp, 0, 1_000_000),
    ];
}
