namespace RetrainGrains.Sources;

/// <summary>
/// The values at ascending times (UTC ticks). What looks back by time gives NaN at a gap rather than an older value;
/// what counts rows does not ask how old they are.
/// </summary>
public sealed class Series(long[] times, double[] values)
{
    /// <summary>The value at the same time shifted by a span: positive looks back, negative ahead.</summary>
    public double[] Shifted(long back)
    {
        var shifted = new double[times.Length];
        var source = 0;
        for (var row = 0; row < times.Length; row++)
        {
            var wanted = times[row] - back;
            while (source < times.Length && times[source] < wanted) source++;
            var found = source < times.Length && times[source] == wanted;
            shifted[row] = found ? values[source] : double.NaN;
        }
        return shifted;
    }

    /// <summary>
    /// The value some rows before, or after where the number is negative: whatever the times between them, but not
    /// before it is known.
    /// </summary>
    public double[] ShiftedRows(int back, long delay = 0)
    {
        var shifted = new double[times.Length];
        for (var row = 0; row < times.Length; row++)
        {
            var source = row - back;
            var found = source >= 0 && source < times.Length && (back < 0 || times[source] <= times[row] - delay);
            shifted[row] = found ? values[source] : double.NaN;
        }
        return shifted;
    }

    public double[] Change(long back, bool relative) => ChangeFrom(Shifted(back), relative);

    public double[] ChangeRows(int back, bool relative) => ChangeFrom(ShiftedRows(back), relative);

    private double[] ChangeFrom(double[] before, bool relative)
    {
        var change = new double[times.Length];
        for (var row = 0; row < times.Length; row++)
        {
            var difference = values[row] - before[row];
            var found = relative ? difference / Math.Abs(before[row]) : difference;
            // A change relative to (nearly) nothing is no number that a learner could use.
            change[row] = float.IsFinite((float)found) ? found : double.NaN;
        }
        return change;
    }

    /// <summary>The newest value at or before time − delay that is not missing.</summary>
    public double[] LastKnown(long delay)
    {
        var known = new double[times.Length];
        var last = double.NaN;
        var source = 0;
        for (var row = 0; row < times.Length; row++)
        {
            for (; source < times.Length && times[source] <= times[row] - delay; source++)
            {
                if (!double.IsNaN(values[source])) last = values[source];
            }
            known[row] = last;
        }
        return known;
    }

    /// <summary>A statistic over the values with time − delay − span &lt; their time ≤ time − delay.</summary>
    public double[] Rolling(long span, long delay, Statistic statistic)
    {
        var rolled = new double[times.Length];
        var (first, end) = (0, 0);
        for (var row = 0; row < times.Length; row++)
        {
            var newest = times[row] - delay;
            while (end < times.Length && times[end] <= newest) end++;
            while (first < end && times[first] <= newest - span) first++;
            rolled[row] = Of(values.AsSpan(first, end - first), statistic);
        }
        return rolled;
    }

    /// <summary>A statistic over some rows, the newest of them <paramref name="lag"/> rows ago and known.</summary>
    public double[] RollingRows(int rows, int lag, long delay, Statistic statistic)
    {
        var rolled = new double[times.Length];
        var known = 0;
        for (var row = 0; row < times.Length; row++)
        {
            while (known < times.Length && times[known] <= times[row] - delay) known++;
            var end = Math.Max(0, Math.Min(known, row - lag + 1));
            var first = Math.Max(0, end - rows);
            rolled[row] = Of(values.AsSpan(first, end - first), statistic);
        }
        return rolled;
    }

    private static double Of(ReadOnlySpan<double> window, Statistic statistic)
    {
        var (count, sum) = (0, 0.0);
        var (least, most) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in window)
        {
            if (double.IsNaN(value)) continue;
            count++;
            sum += value;
            least = Math.Min(least, value);
            most = Math.Max(most, value);
        }
        if (count == 0) return double.NaN;
        var mean = sum / count;
        return statistic switch
        {
            Statistic.Mean => mean,
            Statistic.Min => least,
            Statistic.Max => most,
            Statistic.Std => Math.Sqrt(SquaredDeviations(window, mean) / count),
            _ => throw new ArgumentOutOfRangeException(nameof(statistic), statistic, "is no statistic"),
        };
    }

    // A second pass: the difference of two large sums would lose the small deviations of a large value.
    private static double SquaredDeviations(ReadOnlySpan<double> window, double mean)
    {
        var sum = 0.0;
        foreach (var value in window)
        {
            if (!double.IsNaN(value)) sum += (value - mean) * (value - mean);
        }
        return sum;
    }
}
