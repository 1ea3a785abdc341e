using RetrainGrains.Statistics.TwoSample;

namespace RetrainGrains.Statistics.Metrics;

/// <summary>
/// The interval of a statistic of a series, after Politis and Romano (1994): rows are drawn again in blocks of random
/// length, so that what depends on its neighbours stays beside them. Percentiles of the replicates; same seed, same
/// interval. It costs one evaluation of the statistic for each replicate.
/// </summary>
public sealed record StationaryBootstrap(int Seed, double MeanBlock, int Replicates = 1_000, double Confidence = 0.95)
{
    public const int MaximumReplicates = 100_000;

    /// <summary>The statistic sees the drawn values.</summary>
    public Interval Of(ReadOnlySpan<double> series, Func<ReadOnlySpan<double>, double> statistic)
    {
        Sample.Check(series, 2);
        var values = series.ToArray();
        var drawn = new double[values.Length];
        return OfRows(values.Length, rows =>
        {
            for (var index = 0; index < rows.Length; index++) drawn[index] = values[rows[index]];
            return statistic(drawn);
        });
    }

    /// <summary>
    /// The statistic sees the numbers of the drawn rows: for metrics of predictions and outcomes. NaN if it has no
    /// value on a replicate, as where a rare class was not drawn.
    /// </summary>
    public Interval OfRows(int rows, Func<ReadOnlySpan<int>, double> statistic)
    {
        Check(rows);
        var random = new Random(Seed);
        var found = new double[Replicates];
        var drawn = new int[rows];
        for (var replicate = 0; replicate < found.Length; replicate++)
        {
            Draw(random, drawn);
            found[replicate] = statistic(drawn);
            if (double.IsNaN(found[replicate])) return new Interval(double.NaN, double.NaN);
        }
        Array.Sort(found);
        return new Interval(Quantile(found, (1 - Confidence) / 2), Quantile(found, (1 + Confidence) / 2));
    }

    // The series is a ring; a block goes on with the chance 1 − 1 / MeanBlock.
    private void Draw(Random random, int[] drawn)
    {
        var row = 0;
        for (var index = 0; index < drawn.Length; index++)
        {
            var goesOn = index > 0 && random.NextDouble() >= 1 / MeanBlock;
            row = goesOn ? (row + 1) % drawn.Length : random.Next(drawn.Length);
            drawn[index] = row;
        }
    }

    // Linear between neighbours, as numpy.quantile.
    private static double Quantile(double[] sorted, double share)
    {
        var position = share * (sorted.Length - 1);
        var below = (int)position;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] == sorted[above]
            ? sorted[below]
            : sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }

    private void Check(int rows)
    {
        CriticalValue.Check(Confidence);
        if (rows < 2) throw new ArgumentException($"rows is {rows}; at least 2 are needed", nameof(rows));
        if (!(MeanBlock >= 1 && MeanBlock <= rows))
        {
            throw new ArgumentException($"MeanBlock is {MeanBlock}; it must be 1 to the number of rows, {rows}");
        }
        if (Replicates is < 2 or > MaximumReplicates)
        {
            throw new ArgumentException($"Replicates is {Replicates}; it must be 2 to {MaximumReplicates}");
        }
    }
}
