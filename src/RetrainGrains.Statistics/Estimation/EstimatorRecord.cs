using RetrainGrains.Statistics.Metrics;

namespace RetrainGrains.Statistics.Estimation;

/// <summary>
/// The errors of an estimator where outcomes arrived, by which it is believed where they have not. Records merge.
/// </summary>
public readonly record struct EstimatorRecord(RunningMoments Errors, RunningMoments AbsoluteErrors, double Held)
{
    public double Reconciled => Errors.Rows;

    /// <summary>The mean error; above zero the estimator promises too much.</summary>
    public double Bias => Errors.MeanOrNaN;

    public double MeanAbsoluteError => AbsoluteErrors.MeanOrNaN;

    /// <summary>The share of intervals that held the realised metric.</summary>
    public double HeldShare => Held / Reconciled;

    public EstimatorRecord Add(Reconciliation reconciliation) => new(
        Errors.Add(reconciliation.Error), AbsoluteErrors.Add(Math.Abs(reconciliation.Error)),
        Held + (reconciliation.Holds ? 1 : 0));

    public EstimatorRecord Merge(EstimatorRecord other) => new(
        Errors.Merge(other.Errors), AbsoluteErrors.Merge(other.AbsoluteErrors), Held + other.Held);

    /// <summary>
    /// Returns true when its intervals held less often than they should, by more than chance explains: the concept has
    /// changed, or inputs are where the reference never was.
    /// </summary>
    public bool IsOverconfident(double promisedShare = 0.95, double confidence = 0.99) =>
        Reconciled > 0 && WilsonInterval.Of(Held, Reconciled, confidence).Upper < promisedShare;
}
