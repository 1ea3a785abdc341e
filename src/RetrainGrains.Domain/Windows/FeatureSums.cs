namespace RetrainGrains.Domain.Windows;

/// <summary>What is known of every feature over some rows: counts, sums, squares and bins. Merged by adding.</summary>
public sealed class FeatureSums
{
    private readonly double[] sum;
    private readonly double[] squares;
    private readonly int[] missing;
    private readonly int[] bins;

    public FeatureSums(int featureCount)
        : this(0, new double[featureCount], new double[featureCount], new int[featureCount],
            new int[featureCount * FeatureBins.BinsPerFeature])
    {
    }

    internal FeatureSums(int rows, double[] sum, double[] squares, int[] missing, int[] bins) =>
        (Rows, this.sum, this.squares, this.missing, this.bins) = (rows, sum, squares, missing, bins);

    public int Rows { get; private set; }
    public int FeatureCount => sum.Length;
    public ReadOnlySpan<double> Sum => sum;
    public ReadOnlySpan<double> Squares => squares;
    public ReadOnlySpan<int> Missing => missing;
    public ReadOnlySpan<int> AllBins => bins;

    public int Present(int feature) => Rows - missing[feature];
    public ReadOnlySpan<int> Bins(int feature) =>
        bins.AsSpan(feature * FeatureBins.BinsPerFeature, FeatureBins.BinsPerFeature);
    public double Mean(int feature) => Present(feature) == 0 ? double.NaN : sum[feature] / Present(feature);

    /// <summary>Population variance; never below zero, whatever rounding does.</summary>
    public double Variance(int feature)
    {
        var mean = Mean(feature);
        return Math.Max(0, squares[feature] / Present(feature) - mean * mean);
    }

    public void Add(FeatureBins edges, ReadOnlySpan<float> row)
    {
        Rows++;
        for (var feature = 0; feature < sum.Length; feature++)
        {
            var value = row[feature];
            if (float.IsNaN(value))
            {
                missing[feature]++;
                continue;
            }
            sum[feature] += value;
            squares[feature] += (double)value * value;
            bins[feature * FeatureBins.BinsPerFeature + edges.BinOf(feature, value)]++;
        }
    }

    public void Merge(FeatureSums other)
    {
        Rows += other.Rows;
        for (var i = 0; i < sum.Length; i++)
        {
            sum[i] += other.sum[i];
            squares[i] += other.squares[i];
            missing[i] += other.missing[i];
        }
        for (var i = 0; i < bins.Length; i++) bins[i] += other.bins[i];
    }
}
