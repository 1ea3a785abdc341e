namespace RetrainGrains.Domain.Performance;

/// <summary>How well a version predicts. Shares are between 0 and 1; errors are in the target's unit.</summary>
public enum Metric
{
    Rmse = 0,
    Mae = 1,
    Mape = 2,
    R2 = 3,

    /// <summary>Share of predictions within 20 % of the outcome.</summary>
    Within20 = 4,
    Accuracy = 5,
    LogLoss = 6,
    Auc = 7,
    F1 = 8,
    Precision = 9,
    Recall = 10,
}

/// <summary>The metrics, from the sums of a window. NaN where a window cannot tell.</summary>
public static class Metrics
{
    public static bool HigherIsBetter(Metric metric) =>
        metric is not (Metric.Rmse or Metric.Mae or Metric.Mape or Metric.LogLoss);

    public static bool AppliesTo(Metric metric, PredictionTask task) => task == PredictionTask.Regression
        ? metric <= Metric.Within20
        : metric >= Metric.Accuracy;

    public static double Of(ErrorSums sums, Metric metric) => sums.Count == 0 ? double.NaN : metric switch
    {
        Metric.Rmse => Math.Sqrt(sums.Squared / sums.Count),
        Metric.Mae => sums.Absolute / sums.Count,
        Metric.Mape => Share(sums.Relative, sums.RelativeCount),
        Metric.R2 => RSquared(sums),
        Metric.Within20 => Share(sums.Within20, sums.RelativeCount),
        Metric.Accuracy => (sums.TruePositives + sums.TrueNegatives) / sums.Count,
        Metric.LogLoss => sums.LogLoss / sums.Count,
        Metric.Auc => AreaUnderCurve(sums),
        Metric.F1 => Share(2 * sums.TruePositives, 2 * sums.TruePositives + sums.FalsePositives + sums.FalseNegatives),
        Metric.Precision => Share(sums.TruePositives, sums.TruePositives + sums.FalsePositives),
        Metric.Recall => Share(sums.TruePositives, sums.TruePositives + sums.FalseNegatives),
        _ => throw new ArgumentOutOfRangeException(nameof(metric), metric, "is not a metric"),
    };

    /// <summary>
    /// By how much of the reference a metric has become worse: 0.15 is 15 % worse, negative is better.
    /// </summary>
    public static double Worsening(Metric metric, double reference, double current)
    {
        var change = HigherIsBetter(metric) ? reference - current : current - reference;
        return reference == 0
            ? (change == 0 ? 0 : Math.Sign(change) * double.PositiveInfinity)
            : change / Math.Abs(reference);
    }

    private static double Share(double part, double whole) => whole == 0 ? double.NaN : part / whole;

    private static double RSquared(ErrorSums sums)
    {
        var variation = sums.TargetSquared - sums.Target * sums.Target / sums.Count;
        return variation <= 0 ? double.NaN : 1 - sums.Squared / variation;
    }

    // The Mann-Whitney form: the chance that a positive scores above a negative, ties (one bin) counting half.
    private static double AreaUnderCurve(ErrorSums sums)
    {
        double below = 0, area = 0, positives = 0, negatives = 0;
        for (var bin = 0; bin < sums.PositiveScores.Length; bin++)
        {
            var (positive, negative) = (sums.PositiveScores[bin], sums.NegativeScores[bin]);
            area += positive * (below + negative / 2);
            below += negative;
            positives += positive;
            negatives += negative;
        }
        return Share(area, positives * negatives);
    }
}
