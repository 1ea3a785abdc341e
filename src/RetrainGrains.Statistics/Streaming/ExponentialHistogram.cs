namespace RetrainGrains.Statistics.Streaming;

/// <summary>
/// A window of any length in logarithmic memory: row r holds at most <c>maxBuckets</c> buckets of 2^r observations,
/// each a total and a sum of squared deviations; two full neighbours merge into the next row. Babcock, Datar, Motwani,
/// O'Callaghan, "Maintaining Variance and k-Medians over Data Stream Windows", PODS 2003. When the last row is full its
/// oldest bucket is forgotten.
/// </summary>
internal sealed class ExponentialHistogram(int maxBuckets, int rows)
{
    private readonly int stride = maxBuckets + 1;
    private readonly double[] totals = new double[rows * (maxBuckets + 1)];
    private readonly double[] deviations = new double[rows * (maxBuckets + 1)];
    private readonly int[] counts = new int[rows];
    private int lastRow;
    private long width;
    private double total;
    private double deviation;

    public long Width => width;

    public double Total => total;

    /// <summary>The sum of squared deviations from the mean of the whole window.</summary>
    public double Deviation => deviation;

    public int LastRow => lastRow;

    /// <summary>Returns the totals of a row's buckets, the oldest first.</summary>
    public ReadOnlySpan<double> Totals(int row) => totals.AsSpan(row * stride, counts[row]);

    public void Add(double value)
    {
        Append(0, value, 0);
        if (width > 0)
        {
            var distance = value - total / width;
            deviation += width * distance * distance / (width + 1.0);
        }
        width++;
        total += value;
        if (counts[0] > maxBuckets) Compress();
    }

    public void DropOldest()
    {
        var at = lastRow * stride;
        double size = 1L << lastRow;
        var mean = totals[at] / size;
        width -= 1L << lastRow;
        total -= totals[at];
        var distance = mean - total / width;
        deviation -= deviations[at] + size * width * distance * distance / (size + width);
        RemoveOldest(lastRow, 1);
        if (counts[lastRow] == 0) lastRow--;
    }

    public void Clear()
    {
        Array.Clear(counts);
        lastRow = 0;
        width = 0;
        total = 0;
        deviation = 0;
    }

    public void Exchange(ref StateCodec codec)
    {
        codec.Count("last row", ref lastRow, rows - 1);
        codec.Count("width", ref width);
        codec.Value(ref total);
        codec.Value(ref deviation);
        long held = 0;
        for (var row = 0; row <= lastRow; row++)
        {
            codec.Count("buckets", ref counts[row], maxBuckets);
            codec.Values(totals.AsSpan(row * stride, counts[row]));
            codec.Values(deviations.AsSpan(row * stride, counts[row]));
            held += (long)counts[row] << row;
        }
        if (held != width || (counts[lastRow] == 0 && lastRow > 0))
            throw new InvalidDataException($"The saved state is refused: its buckets hold {held} of {width}.");
        counts.AsSpan(lastRow + 1).Clear();
    }

    private void Compress()
    {
        for (var row = 0; counts[row] > maxBuckets; row++)
        {
            if (row == rows - 1)
            {
                DropOldest();
                return;
            }
            var at = row * stride;
            double size = 1L << row;
            var distance = (totals[at] - totals[at + 1]) / size;
            var merged = deviations[at] + deviations[at + 1] + size * distance * distance / 2;
            Append(row + 1, totals[at] + totals[at + 1], merged);
            RemoveOldest(row, 2);
            lastRow = Math.Max(lastRow, row + 1);
        }
    }

    private void Append(int row, double bucketTotal, double bucketDeviation)
    {
        var at = row * stride + counts[row]++;
        totals[at] = bucketTotal;
        deviations[at] = bucketDeviation;
    }

    private void RemoveOldest(int row, int buckets)
    {
        var at = row * stride;
        var left = counts[row] -= buckets;
        for (var i = at; i < at + left; i++)
        {
            totals[i] = totals[i + buckets];
            deviations[i] = deviations[i + buckets];
        }
    }
}
