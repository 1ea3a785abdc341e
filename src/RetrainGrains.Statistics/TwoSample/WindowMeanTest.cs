namespace RetrainGrains.Statistics.TwoSample;

/// <summary>
/// The mean of a window, the limits that it stays within when nothing has changed, and the chance of one as far out.
/// </summary>
public sealed record WindowMeanReport(double Mean, double Lower, double Upper, double PValue);

/// <summary>
/// The test of whether a window's mean is that of the reference, by drawing windows of the same size from the rows of
/// both: when nothing has changed every division of the rows is equally likely, whatever their distribution, so that
/// its rate of false alarms holds at any size and with any tails (Fisher 1935; Pitman 1937). Neighbouring rows that
/// resemble each other are drawn together, as blocks.
/// </summary>
public static class WindowMeanTest
{
    /// <summary>Draws enough windows that a level of a thousandth lies at the tenth of the sorted ones.</summary>
    public const int Draws = 9_999;

    public static WindowMeanReport Test(
        ReadOnlySpan<double> reference, ReadOnlySpan<double> current, double level, int seed, int blockLength = 1,
        int draws = Draws, CancellationToken cancellation = default)
    {
        if (!(level is > 0 and < 1))
            throw new ArgumentException($"level is {level}; it must be between 0 and 1", nameof(level));
        var (before, now) = (Blocks(reference, blockLength), Blocks(current, blockLength));
        if (before.Length == 0 || now.Length == 0)
        {
            throw new ArgumentException(
                $"{before.Length} and {now.Length} blocks of {blockLength} rows; each side needs one",
                nameof(blockLength));
        }
        double[] pool = [.. before, .. now];
        var total = pool.Sum();
        var mean = now.Sum() / now.Length;
        // The smaller side is drawn; what is left is the other one.
        var drawn = Math.Min(before.Length, now.Length);
        var (random, means) = (new Random(seed), new double[draws]);
        // Divisions that differ by rounding alone are ties.
        var tie = 1e-12 * Math.Max(Math.Abs(mean), pool.Max(Math.Abs));
        int below = 1, above = 1;
        for (var draw = 0; draw < draws; draw++)
        {
            if (draw % 64 == 0) cancellation.ThrowIfCancellationRequested();
            var sum = SumOfDrawn(pool, drawn, random);
            means[draw] = (now.Length == drawn ? sum : total - sum) / now.Length;
            if (means[draw] <= mean + tie) below++;
            if (means[draw] >= mean - tie) above++;
        }
        Array.Sort(means);
        var outer = Math.Clamp((int)(level / 2 * (draws + 1)), 1, draws) - 1;
        return new WindowMeanReport(
            mean, means[outer], means[draws - 1 - outer], Math.Min(1, 2.0 * Math.Min(below, above) / (draws + 1)));
    }

    // The first steps of a shuffle; the order that the last draw has left is as good as any.
    private static double SumOfDrawn(double[] pool, int count, Random random)
    {
        var sum = 0.0;
        for (var i = 0; i < count; i++)
        {
            var other = random.Next(i, pool.Length);
            (pool[i], pool[other]) = (pool[other], pool[i]);
            sum += pool[i];
        }
        return sum;
    }

    // What is left over at the end is no whole block.
    private static double[] Blocks(ReadOnlySpan<double> rows, int length)
    {
        var means = new double[rows.Length / length];
        for (var block = 0; block < means.Length; block++)
        {
            var sum = 0.0;
            foreach (var value in rows.Slice(block * length, length)) sum += value;
            means[block] = sum / length;
        }
        return means;
    }
}
