using RetrainGrains.Domain.Primitives;
using RetrainGrains.Statistics.Streaming;

namespace RetrainGrains.Domain.Changes;

/// <summary>
/// The Page–Hinkley detector, which alarms when shifts, in standard deviations of its observations so far, have added
/// up: standardised, because a threshold in the unit of a stream alarms on one stream all the time and on another
/// never.
/// </summary>
public sealed record PageHinkleyDetectorPolicy : ChangeDetectorPolicy
{
    private static readonly PageHinkleyOptions Default = PageHinkleyOptions.Standardised;

    /// <summary>The shift that is tolerated.</summary>
    public double Delta { get; init; } = Default.Delta;

    /// <summary>The sum of shifts at which it alarms.</summary>
    public double Threshold { get; init; } = Default.Threshold;

    /// <summary>The number of observations before the summing starts.</summary>
    public int MinimumCount { get; init; } = Default.MinimumCount;

    internal override string Promise => "it has no stated rate of false alarms";

    internal override ChangeDetector Create() => new PageHinkley(Default with
    {
        Delta = Delta, Threshold = Threshold, MinimumCount = MinimumCount, Direction = Direction,
    });

    public override IEnumerable<Problem> Validate(string path) =>
    [
        .. base.Validate(path),
        .. Limits.Check($"{path}.delta", Delta, 0, 100),
        .. Limits.Check($"{path}.threshold", Threshold, 1e-6, 1e6),
        .. Limits.Check($"{path}.minimumCount", MinimumCount, 2, 1_000_000),
    ];
}
