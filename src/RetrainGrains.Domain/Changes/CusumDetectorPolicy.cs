using RetrainGrains.Domain.Primitives;
using RetrainGrains.Statistics.Streaming;

namespace RetrainGrains.Domain.Changes;

/// <summary>The CUSUM detector, which alarms when shifts from a champion's first observations have added up.</summary>
public sealed record CusumDetectorPolicy : ChangeDetectorPolicy
{
    private static readonly CusumOptions Default = new();

    /// <summary>The shift that is tolerated, in standard deviations.</summary>
    public double Slack { get; init; } = Default.Slack;

    /// <summary>The sum of shifts at which it alarms, in standard deviations.</summary>
    public double Threshold { get; init; } = Default.Threshold;

    /// <summary>
    /// The number of observations from which mean and deviation are learned; they are fixed afterwards.
    /// </summary>
    public int WarmUp { get; init; } = Default.WarmUp;

    internal override string Promise => $"independent normal {Units.Of(Per)} of a known mean run about "
        + $"{Formatted.Number(RunLength)} of them to a false alarm, fewer of a learned one";

    private double RunLength => OnLoss
        ? CusumRunLength.OneSided(Slack, Threshold)
        : CusumRunLength.TwoSided(Slack, Threshold);

    internal override ChangeDetector Create() => new Cusum(Default with
    {
        Slack = Slack, Threshold = Threshold, WarmUp = WarmUp, Direction = Direction,
    });

    public override IEnumerable<Problem> Validate(string path) =>
    [
        .. base.Validate(path),
        .. Limits.Check($"{path}.slack", Slack, 0, 100),
        .. Limits.Check($"{path}.threshold", Threshold, 0.1, 1_000),
        .. Limits.Check($"{path}.warmUp", WarmUp, 2, 1_000_000),
    ];
}
