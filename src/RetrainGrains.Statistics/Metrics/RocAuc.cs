namespace RetrainGrains.Statistics.Metrics;

/// <summary>
/// The chance that a positive scores above a negative, ties as half: the area under the ROC curve, exact in O(n log n).
/// NaN without both classes.
/// </summary>
public static class RocAuc
{
    public static double Of(ReadOnlySpan<double> scores, ReadOnlySpan<bool> outcomes) =>
        Of(ScoreGroup.Of(scores, outcomes));

    /// <summary>
    /// Computes the area with the variance of DeLong, DeLong and Clarke-Pearson (1988) and the normal interval, cut to
    /// 0 and 1. A perfect order shows no variance: its interval is a point, which says nothing.
    /// </summary>
    public static AucReport Report(
        ReadOnlySpan<double> scores, ReadOnlySpan<bool> outcomes, double confidence = 0.95) =>
        Report(ScoreGroup.Of(scores, outcomes), confidence);

    internal static AucReport Report(ReadOnlySpan<ScoreGroup> groups, double confidence)
    {
        var (positives, negatives) = ScoreGroup.Totals(groups);
        if (positives < 2 || negatives < 2)
        {
            throw new ArgumentException(
                $"outcomes has {positives} positives and {negatives} negatives; at least 2 of each are needed");
        }
        var auc = Of(groups);
        double positivesBelow = 0, negativesBelow = 0, ofPositives = 0, ofNegatives = 0;
        foreach (var group in groups)
        {
            var positive = (negativesBelow + group.Negatives / 2) / negatives - auc;
            var negative = 1 - (positivesBelow + group.Positives / 2) / positives - auc;
            ofPositives += group.Positives * positive * positive;
            ofNegatives += group.Negatives * negative * negative;
            positivesBelow += group.Positives;
            negativesBelow += group.Negatives;
        }
        var variance = ofPositives / (positives - 1) / positives + ofNegatives / (negatives - 1) / negatives;
        var reach = CriticalValue.Normal(confidence) * Math.Sqrt(variance);
        return new AucReport(auc, variance, Interval.Around(auc, reach).Within(0, 1));
    }

    internal static double Of(ReadOnlySpan<ScoreGroup> groups)
    {
        double below = 0, area = 0, positives = 0;
        foreach (var group in groups)
        {
            area += group.Positives * (below + group.Negatives / 2);
            below += group.Negatives;
            positives += group.Positives;
        }
        return positives > 0 && below > 0 ? area / (positives * below) : double.NaN;
    }
}
