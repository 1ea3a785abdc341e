using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Windows;
using RetrainGrains.Statistics.Metrics;
using RetrainGrains.Statistics.TwoSample;

namespace RetrainGrains.Domain.Performance;

/// <summary>
/// The 95 % confidence interval of a window's metric.
/// <para>Shares of rows have Wilson's interval, with rows assumed independent; AUC has DeLong's, of the scores'
/// bins.</para>
/// <para>The others have Tukey's jackknife (1958), which leaves out a day at a time, since rows of a day resemble each
/// other. Of a mean over days of equal size it is Student's interval of the daily means; of a smooth function of means,
/// as RMSE and R², the delta method.</para>
/// <para>Calibration error and drawdown are not smooth and have none: NaN.</para>
/// </summary>
public static class MetricInterval
{
    public static readonly Interval None = new(double.NaN, double.NaN);

    public static Interval Of(
        Metric metric, ErrorSums sums, IReadOnlyCollection<ErrorSums> days,
        double hoursPerYear = ReturnPolicy.AllHours) => metric switch
        {
            _ when sums.Count == 0 => None,
            Metric.Accuracy or Metric.ErrorRate or Metric.Precision or Metric.Recall or Metric.Specificity
                or Metric.Within20 or Metric.WinRate => Wilson(HitsOf(sums, metric)),
            Metric.Auc => DeLong(Metrics.ScoresOf(sums)),
            Metric.CalibrationError or Metric.MaximumDrawdown => None,
            _ => Jackknife(
                sums.Answer, [.. days], Metrics.Of(sums, metric, hoursPerYear), Metrics.RangeOf(metric),
                rest => Metrics.Of(rest, metric, hoursPerYear)),
        };

    private static Interval Wilson((double Hits, double Rows) share) =>
        share.Rows > 0 ? WilsonInterval.Of(share.Hits, share.Rows) : None;

    private static (double Hits, double Rows) HitsOf(ErrorSums sums, Metric metric)
    {
        var (counts, returns) = (sums.Binary.Confusion, sums.Returns);
        return metric switch
        {
            Metric.Accuracy => (Metrics.RightOf(sums), sums.Count),
            Metric.ErrorRate => (sums.Count - Metrics.RightOf(sums), sums.Count),
            Metric.Precision => (counts.TruePositives, counts.TruePositives + counts.FalsePositives),
            Metric.Recall => (counts.TruePositives, counts.TruePositives + counts.FalseNegatives),
            Metric.Specificity => (counts.TrueNegatives, counts.TrueNegatives + counts.FalsePositives),
            Metric.Within20 => (sums.Regression.Within20, sums.Regression.RelativeRows),
            _ => (returns.Wins, returns.Wins + returns.Losses),
        };
    }

    private static Interval DeLong(ScoreSketch scores)
    {
        double positives = 0, negatives = 0;
        foreach (var count in scores.Positives) positives += count;
        foreach (var count in scores.Negatives) negatives += count;
        return positives < 2 || negatives < 2 ? None : scores.AucReport().Interval;
    }

    private static Interval Jackknife(
        AnswerKind answer, ErrorSums[] days, double value, Interval range, Func<ErrorSums, double> metric)
    {
        if (days.Length < 2 || !double.IsFinite(value)) return None;
        var replicates = new double[days.Length];
        // Each element is the days before merged with the days after, in the order of time.
        var after = new ErrorSums[days.Length + 1];
        after[^1] = new ErrorSums(answer);
        for (var day = days.Length - 1; day > 0; day--) after[day] = Together(answer, days[day], after[day + 1]);
        var before = new ErrorSums(answer);
        for (var day = 0; day < days.Length; day++)
        {
            replicates[day] = metric(Together(answer, before, after[day + 1]));
            before.Merge(days[day]);
        }
        if (!Array.TrueForAll(replicates, double.IsFinite)) return None;
        var spread = Moments.Of(replicates).Variance * (days.Length - 1) * (days.Length - 1);
        return MeanInterval.Student(new Moments(days.Length, value, spread)).Within(range.Lower, range.Upper);
    }

    private static ErrorSums Together(AnswerKind answer, ErrorSums first, ErrorSums second)
    {
        var sums = new ErrorSums(answer);
        sums.Merge(first);
        sums.Merge(second);
        return sums;
    }
}
