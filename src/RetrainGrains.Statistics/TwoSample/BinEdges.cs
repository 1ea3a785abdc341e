namespace RetrainGrains.Statistics.TwoSample;

/// <summary>The edges of bins: by numpy's rules of equal width, or quantiles of a reference.</summary>
public static class BinEdges
{
    /// <summary>
    /// Returns bins + 1 edges of equal width, as numpy's linspace rounds them; equal ends are moved apart.
    /// </summary>
    public static double[] Uniform(double first, double last, int bins)
    {
        if (!double.IsFinite(first)) throw new ArgumentException($"first is {first}; it must be finite", nameof(first));
        if (!double.IsFinite(last) || last < first)
        {
            throw new ArgumentException($"last is {last}; it must be finite and not below {first}", nameof(last));
        }
        CheckBins(bins);
        if (first == last) (first, last) = (first - 0.5, last + 0.5);
        var edges = new double[bins + 1];
        var step = (last - first) / bins;
        for (var edge = 0; edge < bins; edge++) edges[edge] = edge * step + first;
        edges[bins] = last;
        return edges;
    }

    /// <summary>Returns the edges of log₂ n + 1 bins: good for normal rows (Sturges 1926).</summary>
    public static double[] Sturges(ReadOnlySpan<double> sample)
    {
        var (low, high) = RangeOf(sample);
        return OfWidth(low, high, SturgesWidth(high - low, sample.Length));
    }

    /// <summary>Returns the edges of Sturges' bins and as many more as the skewness asks for (Doane 1976).</summary>
    public static double[] Doane(ReadOnlySpan<double> sample)
    {
        var (low, high) = RangeOf(sample);
        double n = sample.Length;
        var moments = Moments.Of(sample);
        var deviation = moments.PopulationStandardDeviation;
        if (n <= 2 || !(deviation > 0)) return OfWidth(low, high, 0);
        var skewness = 0.0;
        foreach (var value in sample) skewness += Math.Pow((value - moments.Mean) / deviation, 3);
        var error = Math.Sqrt(6 * (n - 2) / ((n + 1) * (n + 3)));
        var bins = 1 + Math.Log2(n) + Math.Log2(1 + Math.Abs(skewness / n) / error);
        return OfWidth(low, high, (high - low) / bins);
    }

    /// <summary>The narrower of Sturges' bins and 2 IQR / ∛n (Freedman &amp; Diaconis 1981): numpy's "auto".</summary>
    public static double[] Automatic(ReadOnlySpan<double> sample)
    {
        var sorted = Sample.Sorted(sample);
        var (low, high) = (sorted[0], sorted[^1]);
        var width = SturgesWidth(high - low, sorted.Length);
        var quartiles = Quantile(sorted, 0.75) - Quantile(sorted, 0.25);
        var narrow = 2 * quartiles * Math.Pow(sorted.Length, -1 / 3.0);
        return OfWidth(low, high, narrow > 0 ? Math.Min(narrow, width) : width);
    }

    /// <summary>
    /// The inner edges of bins that hold equal shares of the sample, for open-ended counting. Ties leave fewer of them;
    /// a constant has one.
    /// </summary>
    public static double[] Quantiles(ReadOnlySpan<double> sample, int bins)
    {
        var sorted = Sample.Sorted(sample);
        if (bins < 2) throw new ArgumentException($"bins is {bins}; at least 2 are needed", nameof(bins));
        var cuts = new double[bins - 1];
        for (var cut = 1; cut < bins; cut++) cuts[cut - 1] = Quantile(sorted, (double)cut / bins);
        return [.. cuts.Distinct()];
    }

    // Linear between order statistics, rounded as numpy does.
    private static double Quantile(double[] sorted, double share)
    {
        var position = share * (sorted.Length - 1);
        var below = (int)Math.Floor(position);
        var above = Math.Min(below + 1, sorted.Length - 1);
        var (part, difference) = (position - below, sorted[above] - sorted[below]);
        return part < 0.5 ? sorted[below] + difference * part : sorted[above] - difference * (1 - part);
    }

    private static double SturgesWidth(double range, int rows) => range / (Math.Log2(rows) + 1);

    // A width of zero says that the rule found no spread: one bin.
    private static double[] OfWidth(double low, double high, double width)
    {
        if (low == high) (low, high) = (low - 0.5, high + 0.5);
        var bins = width > 0 ? Math.Ceiling((high - low) / width) : 1;
        if (bins <= MaximumBins) return Uniform(low, high, (int)bins);
        throw new ArgumentException($"the rows ask for {bins} bins; at most {MaximumBins} are made: an outlier?");
    }

    // An outlier at 10³⁰⁰ would otherwise ask for as many bins: numpy runs out of memory there.
    private const int MaximumBins = 1_000_000;

    private static void CheckBins(int bins)
    {
        if (bins is >= 1 and <= MaximumBins) return;
        throw new ArgumentException($"bins is {bins}; it must be 1 to {MaximumBins}", nameof(bins));
    }

    private static (double Low, double High) RangeOf(ReadOnlySpan<double> sample)
    {
        Sample.Check(sample);
        var (low, high) = (sample[0], sample[0]);
        foreach (var value in sample) (low, high) = (Math.Min(low, value), Math.Max(high, value));
        return (low, high);
    }
}
