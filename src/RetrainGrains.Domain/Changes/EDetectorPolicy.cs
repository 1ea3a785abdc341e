using MathNet.Numerics.Distributions;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Domain.Windows;
using RetrainGrains.Statistics.Streaming;

namespace RetrainGrains.Domain.Changes;

/// <summary>
/// Alarms when the loss has risen above the reference, with a promise: as long as the expected loss of the next
/// observation is no more than the reference's, the run length is kept on average, for losses of any distribution.
/// </summary>
public sealed record EDetectorPolicy : ChangeDetectorPolicy
{
    // Days that give a reference; fewer have no deviation worth the name.
    private const int ReferenceDaysMin = 7;
    private const double ReferenceLevel = 0.95;

    // Losses are counted in references and cut off here. That lowers their mean, so the promise holds, and keeps one
    // terrible day from speaking for a week.
    private const double Cut = 10;

    /// <summary>
    /// Observations between two false alarms, on average at least (1 / alpha): a thousand days are almost three years.
    /// </summary>
    public double AverageRunLength { get; init; } = 1_000;

    /// <summary>A rise by this share is not worth a retraining.</summary>
    public double Tolerance { get; init; } = 0.1;

    internal override string Promise => $"a false alarm comes after {AverageRunLength} {Units.Of(Per)} on average or "
        + $"later, while the expected loss stays within {Formatted.Percent(Tolerance)} of the reference";

    internal override ChangeDetector Create() =>
        new EDetector(new EDetectorOptions { Baseline = 1, Highest = Cut, AverageRunLength = AverageRunLength });

    /// <summary>
    /// The upper confidence limit of the reference's mean daily loss, so that its own chance is no alarm, and what is
    /// tolerated on top.
    /// </summary>
    internal override double? Scale(ReferenceWindow? reference)
    {
        if (reference?.Errors?.Losses is not { Days: >= ReferenceDaysMin, Mean: > 0 } losses) return null;
        var width = StudentT.InvCDF(0, 1, losses.Days - 1, ReferenceLevel) * Math.Sqrt(losses.Variance / losses.Days);
        return (losses.Mean + width) * (1 + Tolerance);
    }

    internal override bool Alarms(ChangeDetector detector, double value) =>
        base.Alarms(detector, Math.Min(value, Cut));

    public override IEnumerable<Problem> Validate(string path) =>
    [
        .. base.Validate(path),
        .. OnlyLoss(path),
        .. Limits.Check($"{path}.averageRunLength", AverageRunLength, 10, 1e12),
        .. Limits.Check($"{path}.tolerance", Tolerance, 0, 10),
    ];
}
