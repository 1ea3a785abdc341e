namespace RetrainGrains.Statistics.TwoSample;

/// <summary>The number of rows per bin. A bin holds its left edge and not its right one.</summary>
public static class Histogram
{
    /// <summary>Counts as numpy does: the last bin holds its right edge too, and rows outside are dropped.</summary>
    public static long[] Within(ReadOnlySpan<double> sample, ReadOnlySpan<double> edges)
    {
        CheckEdges(edges, 2);
        var counts = new long[edges.Length - 1];
        foreach (var value in sample)
        {
            if (!(value >= edges[0] && value <= edges[^1])) continue;
            counts[Math.Min(AtOrBelow(edges, value), counts.Length) - 1]++;
        }
        return counts;
    }

    /// <summary>Counts rows in one bin more than there are inner edges; nothing is dropped.</summary>
    public static long[] OpenEnded(ReadOnlySpan<double> sample, ReadOnlySpan<double> innerEdges)
    {
        Sample.Check(sample);
        CheckEdges(innerEdges, 1);
        var counts = new long[innerEdges.Length + 1];
        foreach (var value in sample) counts[AtOrBelow(innerEdges, value)]++;
        return counts;
    }

    /// <summary>Counts the rows per distinct value of either sample, in the order of the values.</summary>
    public static (double[] Values, long[] Reference, long[] Current) Categories(
        ReadOnlySpan<double> reference, ReadOnlySpan<double> current)
    {
        double[] all = [.. Sample.Sorted(reference), .. Sample.Sorted(current)];
        Array.Sort(all);
        double[] values = [.. all.Distinct()];
        return (values, PerValue(reference, values), PerValue(current, values));
    }

    private static long[] PerValue(ReadOnlySpan<double> sample, double[] values)
    {
        var counts = new long[values.Length];
        foreach (var value in sample) counts[Array.BinarySearch(values, value)]++;
        return counts;
    }

    private static int AtOrBelow(ReadOnlySpan<double> edges, double value)
    {
        var (low, high) = (0, edges.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (edges[middle] <= value) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    private static void CheckEdges(ReadOnlySpan<double> edges, int atLeast)
    {
        if (edges.Length < atLeast)
        {
            throw new ArgumentException(
                $"edges has {edges.Length} values; at least {atLeast} are needed", nameof(edges));
        }
        for (var edge = 0; edge < edges.Length; edge++)
        {
            if (edge == 0 ? !double.IsNaN(edges[0]) : edges[edge] >= edges[edge - 1]) continue;
            throw new ArgumentException($"edges[{edge}] is {edges[edge]}; edges must not fall", nameof(edges));
        }
    }
}
