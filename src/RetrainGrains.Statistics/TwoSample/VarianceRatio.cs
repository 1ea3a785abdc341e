using RetrainGrains.Statistics.TwoSample.Tails;

namespace RetrainGrains.Statistics.TwoSample;

/// <summary>
/// The measures of a change in spread: the ratio current / reference, and two tests of its being one.
/// </summary>
public static class VarianceRatio
{
    /// <summary>
    /// Divides the variance by the reference's: infinite when a constant starts to vary, one for constants.
    /// </summary>
    public static double Of(Moments reference, Moments current)
    {
        reference.Check(2, nameof(reference));
        current.Check(2, nameof(current));
        return current.Variance == reference.Variance ? 1 : current.Variance / reference.Variance;
    }

    /// <summary>The two-sided F-test. It is exact for normal rows and badly wrong for heavy tails.</summary>
    public static TestReport FTest(Moments reference, Moments current)
    {
        var ratio = Of(reference, current);
        var (below, above) = (reference.Rows - 1, current.Rows - 1);
        if (reference.Variance == 0 && current.Variance == 0) return new TestReport(1, 1);
        var upper = Tail.Fisher(ratio, above, below);
        var lower = Tail.Fisher(1 / ratio, below, above);
        return new TestReport(ratio, Math.Min(1, 2 * Math.Min(upper, lower)));
    }

    /// <summary>
    /// Computes Levene's test on distances from the median (Brown &amp; Forsythe 1974): holds its level for skewed and
    /// heavy-tailed rows too. One when both samples are constant.
    /// </summary>
    public static TestReport BrownForsythe(ReadOnlySpan<double> reference, ReadOnlySpan<double> current)
    {
        var r = Moments.Of(FromMedian(reference));
        var c = Moments.Of(FromMedian(current));
        r.Check(2, nameof(reference));
        c.Check(2, nameof(current));
        var rows = r.Rows + c.Rows;
        var mean = (r.Rows * r.Mean + c.Rows * c.Mean) / rows;
        var between = r.Rows * Math.Pow(r.Mean - mean, 2) + c.Rows * Math.Pow(c.Mean - mean, 2);
        var within = (r.Rows - 1) * r.Variance + (c.Rows - 1) * c.Variance;
        if (between == 0) return new TestReport(0, 1);
        var statistic = (rows - 2) * between / within;
        return new TestReport(statistic, Tail.Fisher(statistic, 1, rows - 2));
    }

    private static double[] FromMedian(ReadOnlySpan<double> sample)
    {
        var distances = Sample.Sorted(sample);
        var median = Sample.Median(distances);
        for (var index = 0; index < distances.Length; index++) distances[index] = Math.Abs(distances[index] - median);
        return distances;
    }
}
