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
        : (rows, columns, losses) => Learn(rows, columns, losses, bins);

    public static LossModel Learn(ReadOnlySpan<double> rows, int columns, ReadOnlySpan<double> losses) =>
        Learn(rows, columns, losses, DefaultBins);

    private static LossModel Learn(ReadOnlySpan<double> rows, int columns, ReadOnlySpan<double> losses, int bins)
    {
        var (best, explained) = (new BinnedColumn(0, [], [RunningMoments.Of(losses)]), -1.0);
        for (var column = 0; column < columns; column++)
        {
            var values = FlatRows.Column(rows, columns, column);
            double[] present = [.. values.Where(double.IsFinite)];
            if (present.Length == 0) continue;
            var candidate = BinnedColumn.Of(column, BinEdges.Quantiles(present, bins), values, losses);
            if (candidate.Explained(best.Overall) <= explained) continue;
            (best, explained) = (candidate, candidate.Explained(best.Overall));
        }
        return best.Expect;
    }

    /// <summary>Mean losses between inner edges; the last one is that of missing values.</summary>
    private sealed record BinnedColumn(int Column, double[] Edges, RunningMoments[] Losses)
    {
        public double Overall { get; } = Losses.Aggregate((sum, bin) => sum.Merge(bin)).Mean;

        public static BinnedColumn Of(
            int column, double[] edges, ReadOnlySpan<double> values, ReadOnlySpan<double> losses)
        {
            var means = new RunningMoments[edges.Length + 2];
            for (var row = 0; row < losses.Length; row++)
            {
                ref var bin = ref means[BinOf(edges, values[row])];
                bin = bin.Add(losses[row]);
            }
            return new BinnedColumn(column, edges, means);
        }

        public double Expect(ReadOnlySpan<double> row)
        {
            var bin = Losses.Length == 1 ? Losses[0] : Losses[BinOf(Edges, row[Column])];
            return bin.Rows > 0 ? bin.Mean : Overall;
        }

        public double Explained(double mean) => Losses.Sum(bin => bin.Rows * (bin.Mean - mean) * (bin.Mean - mean));

        private static int BinOf(double[] edges, double value)
        {
            if (double.IsNaN(value)) return edges.Length + 1;
            var found = Array.BinarySearch(edges, value);
            return found >= 0 ? found + 1 : ~found;
        }
    }
}
