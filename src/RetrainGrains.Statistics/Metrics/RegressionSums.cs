namespace RetrainGrains.Statistics.Metrics;

/// <summary>
/// The metrics of a regression from sums that merge: windows, hours and shards add up to the whole. Errors are
/// prediction minus outcome. Metrics are NaN without rows.
/// </summary>
public readonly record struct RegressionSums(
    RunningMoments Errors, RunningMoments Absolute, RunningMoments Squared, RunningMoments Relative,
    RunningMoments Symmetric, RunningMoments Outcomes)
{
    public double Rows => Errors.Rows;
    public double Bias => Errors.MeanOrNaN;
    public double MeanAbsoluteError => Absolute.MeanOrNaN;
    public double RootMeanSquaredError => Math.Sqrt(Squared.MeanOrNaN);

    /// <summary>Over the rows whose outcome is not zero.</summary>
    public double MeanAbsolutePercentageError => Relative.MeanOrNaN;

    public double SymmetricPercentageError => Symmetric.MeanOrNaN;

    /// <summary>NaN where the outcomes do not vary.</summary>
    public double RSquared =>
        Outcomes.SquaredDeviations > 0 ? 1 - Squared.Sum / Outcomes.SquaredDeviations : double.NaN;

    public RegressionSums Add(double prediction, double outcome) => new(
        Errors.Add(prediction - outcome),
        Absolute.Add(RegressionLoss.Absolute(prediction, outcome)),
        Squared.Add(RegressionLoss.Squared(prediction, outcome)),
        RegressionLoss.Relative(prediction, outcome) is { } share ? Relative.Add(share) : Relative,
        Symmetric.Add(RegressionLoss.Symmetric(prediction, outcome)),
        Outcomes.Add(outcome));

    public RegressionSums Merge(RegressionSums other) => new(
        Errors.Merge(other.Errors), Absolute.Merge(other.Absolute), Squared.Merge(other.Squared),
        Relative.Merge(other.Relative), Symmetric.Merge(other.Symmetric), Outcomes.Merge(other.Outcomes));

    public static RegressionSums Of(ReadOnlySpan<double> predictions, ReadOnlySpan<double> outcomes)
    {
        Pairs.Check(predictions, outcomes);
        var sums = new RegressionSums();
        for (var row = 0; row < outcomes.Length; row++) sums = sums.Add(predictions[row], outcomes[row]);
        return sums;
    }
}
