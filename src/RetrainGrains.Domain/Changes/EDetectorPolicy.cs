using MathNet.Numerics.Distributions;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Domain.Windows;
using RetrainGrains.Statistics.Streaming;

namespace RetrainGrains.Domain.Changes;

/// <summary>
/// The e-detector, which alarms when the loss has risen above the reference, at a guaranteed rate: as long as the
/// expected loss of the next observation is no more than the reference's, the run length is kept on average, for losses
/// of any distribution.
/// </summary>
public sealed record EDetectorPolicy : ChangeDetectorPolicy
{
    // The fewest days that give a reference; fewer have no reliable deviation.
    private const int ReferenceDaysMin = 7;
    private const double ReferenceLevel = 0.95;

    // Losses are counted in units of the reference and capped here. The cap lowers their mean, so the run length still
    // holds, and keeps one extreme day from outweighing a week.
    private const double Cut = 10;

    /// <summary>
    /// The least mean number of observations between two false alarms (1 / alpha): a thousand days are almost three
    /// years.
    /// </summary>
    public double AverageRunLength { get; init; } = 1_000;

    /// <summary>The rise, as a share, that is not worth a retraining.</summary>
    public double Tolerance { get; init; } = 0.1;

    internal override string Promise => $"a false alarm comes after {AverageRunLength} {Units.Of(Per)} on average or "
        + $"later, while the expected loss stays within {Formatted.Percent(Tolerance)} of the reference";

    internal override ChangeDetector Create() =>
        new EDetector(new EDetectorOptions { Baseline = 1, Highest = Cut, AverageRunLength = AverageRunLength });

    /// <summary>
    /// Computes the upper confidence limit of the reference's mean daily loss, so that its own chance is no alarm,
    /// raised by the tolerance.
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
