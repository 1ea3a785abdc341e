using RetrainGrains.Statistics.Metrics;
using RetrainGrains.Statistics.TwoSample;

namespace RetrainGrains.Statistics.Estimation;

/// <summary>
/// The built-in learner of losses: the mean loss in bins of equally many rows of one column, the one whose bins tell
/// most about the loss. Missing values have a bin of their own.
/// </summary>
public static class QuantileLossLearner
{
    public const int DefaultBins = 20;

    public static LossLearner WithBins(int bins) => bins is < 2 or > 10_000
        ? throw new ArgumentException($"bins is {bins}; it must be 2 to 10000", nameof(bins))
        : (rows, columns, losses) => Fit(rows, columns, losses, bins).Expect;

    public static LossModel Learn(ReadOnlySpan<double> rows, int columns, ReadOnlySpan<double> losses) =>
        Fit(rows, columns, losses).Expect;

    /// <summary>The same as something that can be stored.</summary>
    public static BinnedLosses Fit(
        ReadOnlySpan<double> rows, int columns, ReadOnlySpan<double> losses, int bins = DefaultBins)
    {
        var all = RunningMoments.Of(losses);
        var (best, explained) = (new BinnedLosses(0, [], [all.Mean, all.Mean]), -1.0);
        for (var column = 0; column < columns; column++)
        {
            var values = FlatRows.Column(rows, columns, column);
            double[] present = [.. values.Where(double.IsFinite)];
            if (present.Length == 0) continue;
            var edges = BinEdges.Quantiles(present, bins);
            var means = new RunningMoments[edges.Length + 2];
            for (var row = 0; row < losses.Length; row++)
            {
                ref var bin = ref means[BinnedLosses.BinOf(edges, values[row])];
                bin = bin.Add(losses[row]);
            }
            var found = means.Sum(bin => bin.Rows * (bin.Mean - all.Mean) * (bin.Mean - all.Mean));
            if (found <= explained) continue;
            ImmutableArray<double> expected = [.. means.Select(bin => bin.Rows > 0 ? bin.Mean : all.Mean)];
            (best, explained) = (new BinnedLosses(column, [.. edges], expected), found);
        }
        return best;
    }
}
