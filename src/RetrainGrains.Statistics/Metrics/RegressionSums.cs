namespace RetrainGrains.Statistics.Metrics;

/// <summary>
/// The metrics of a regression from plain sums, which merge by adding: windows, hours and shards add up to the whole.
/// Errors are prediction minus outcome. <paramref name="RelativeRows"/> are those whose outcome is not zero: only they
/// have a relative error, and <paramref name="Within20"/> are those where it is at most 0.2. Metrics are NaN without
/// rows.
/// </summary>
public readonly record struct RegressionSums(
    double Rows, double Signed, double Absolute, double Squared, double Relative, double RelativeRows, double Within20,
    double Outcomes, double SquaredOutcomes)
{
    public double Bias => Signed / Rows;
    public double MeanAbsoluteError => Absolute / Rows;
    public double MeanSquaredError => Squared / Rows;
    public double RootMeanSquaredError => Math.Sqrt(MeanSquaredError);

    /// <summary>The mean relative error of the rows whose outcome is not zero.</summary>
    public double MeanAbsolutePercentageError => Relative / RelativeRows;

    /// <summary>The share of rows within 20 % of their outcome, of those whose outcome is not zero.</summary>
    public double ShareWithin20 => Within20 / RelativeRows;

    // The rounding of a sum, as a share of it for each row: a variation below it is none.
    private const double Rounding = 1.0 / (1L << 53);

    /// <summary>The share of the outcomes' variation that is explained; NaN where they do not vary.</summary>
    public double RSquared
    {
        get
        {
            var variation = SquaredOutcomes - Outcomes * Outcomes / Rows;
            return variation > SquaredOutcomes * Rows * Rounding ? 1 - Squared / variation : double.NaN;
        }
    }

    public RegressionSums Add(double prediction, double outcome)
    {
        var relative = RegressionLoss.Relative(prediction, outcome);
        return new RegressionSums(
            Rows + 1,
            Signed + (prediction - outcome),
            Absolute + RegressionLoss.Absolute(prediction, outcome),
            Squared + RegressionLoss.Squared(prediction, outcome),
            Relative + (relative ?? 0),
            RelativeRows + (relative is null ? 0 : 1),
            Within20 + (relative <= 0.2 ? 1 : 0),
            Outcomes + outcome,
            SquaredOutcomes + outcome * outcome);
    }

    public RegressionSums Merge(RegressionSums other) => new(
        Rows + other.Rows, Signed + other.Signed, Absolute + other.Absolute, Squared + other.Squared,
        Relative + other.Relative, RelativeRows + other.RelativeRows, Within20 + other.Within20,
        Outcomes + other.Outcomes, SquaredOutcomes + other.SquaredOutcomes);

    public static RegressionSums Of(ReadOnlySpan<double> predictions, ReadOnlySpan<double> outcomes)
    {
        Pairs.Check(predictions, outcomes);
        var sums = new RegressionSums();
        for (var row = 0; row < outcomes.Length; row++) sums = sums.Add(predictions[row], outcomes[row]);
        return sums;
    }
}
