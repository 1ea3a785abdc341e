using MathNet.Numerics.Distributions;

namespace RetrainGrains.Domain.Drift;

/// <summary>
/// The tests of a difference between two binned samples under the hypothesis of one distribution. The tests only use
/// the order of the bins, so their error rates hold for every distribution, also skewed and heavy-tailed ones, where
/// tests on means and variances are off by orders of magnitude. Counts are taken as shares of n (current) and m
/// (reference) independent rows.
/// </summary>
internal static class BinComparison
{
    // Cochran (1954): below five expected rows a cell is too coarse for chi-squared, and is joined with its neighbour.
    private const double ExpectedRows = 5;

    /// <summary>Computes the p-value of any change, by Pearson's chi-squared test of homogeneity.</summary>
    public static double AnyChange(ReadOnlySpan<int> reference, ReadOnlySpan<int> current, double m, double n)
    {
        var (before, now) = (Total(reference), Total(current));
        double statistic = 0, r = 0, c = 0, left = 1;
        var cells = 0;
        for (var bin = 0; bin < reference.Length; bin++)
        {
            (r, c) = (r + reference[bin] / before, c + current[bin] / now);
            var pooled = (m * r + n * c) / (m + n);
            var last = bin == reference.Length - 1;
            if (!last && (pooled * Math.Min(m, n) < ExpectedRows || (left - pooled) * Math.Min(m, n) < ExpectedRows))
            {
                continue;
            }
            if (pooled > 0) statistic += (c - r) * (c - r) / pooled;
            left -= pooled;
            (r, c) = (0, 0);
            cells++;
        }
        return cells < 2 ? 1 : 1 - ChiSquared.CDF(cells - 1, statistic / (1 / m + 1 / n));
    }

    /// <summary>Computes the p-value of a change of location, by Wilcoxon's rank-sum test with mid-ranks.</summary>
    public static double Shift(ReadOnlySpan<int> reference, ReadOnlySpan<int> current, double m, double n) =>
        ByScore(reference, current, m, n, rank => rank);

    /// <summary>
    /// Computes the p-value of a change of spread, by Mood's (1954) test: the squared distance of the ranks from the
    /// middle.
    /// </summary>
    public static double Spread(ReadOnlySpan<int> reference, ReadOnlySpan<int> current, double m, double n) =>
        ByScore(reference, current, m, n, rank => (rank - 0.5) * (rank - 0.5));

    private static double ByScore(
        ReadOnlySpan<int> reference, ReadOnlySpan<int> current, double m, double n, Func<double, double> scoreOf)
    {
        var (before, now) = (Total(reference), Total(current));
        double below = 0, mean = 0, squares = 0, difference = 0;
        for (var bin = 0; bin < reference.Length; bin++)
        {
            var (r, c) = (reference[bin] / before, current[bin] / now);
            var pooled = (m * r + n * c) / (m + n);
            var score = scoreOf(below + pooled / 2);
            below += pooled;
            mean += pooled * score;
            squares += pooled * score * score;
            difference += (c - r) * score;
        }
        // With all rows in one bin only rounding errors remain here.
        var variance = squares - mean * mean;
        if (variance < 1e-12) return 1;
        return 2 * Normal.CDF(0, 1, -Math.Abs(difference) / Math.Sqrt(variance * (1 / m + 1 / n)));
    }

    private static double Total(ReadOnlySpan<int> counts)
    {
        double total = 0;
        foreach (var count in counts) total += count;
        return total;
    }
}
