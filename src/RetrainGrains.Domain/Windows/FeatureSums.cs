using System.Runtime.Intrinsics;

namespace RetrainGrains.Domain.Windows;

/// <summary>
/// The sums of every feature over some rows: counts, sums, squares, bins, and the number of values outside of the range
/// of the first reference. They are merged by adding.
/// </summary>
public sealed class FeatureSums
{
    // As many floats as a Vector256 holds.
    private const int Lanes = 8;

    private double[] sum;
    private double[] squares;
    private int[] missing;
    private int[] bins;
    private int[] outside;

    public FeatureSums(int featureCount)
        : this(0, new double[featureCount], new double[featureCount], new int[featureCount],
            new int[featureCount * FeatureBins.BinsPerFeature], new int[featureCount])
    {
    }

    public FeatureSums(int rows, double[] sum, double[] squares, int[] missing, int[] bins, int[] outside) =>
        (Rows, this.sum, this.squares, this.missing, this.bins, this.outside) =
            (rows, sum, squares, missing, bins, outside);

    public int Rows { get; private set; }
    public int FeatureCount => sum.Length;
    public ReadOnlySpan<double> Sum => sum;
    public ReadOnlySpan<double> Squares => squares;
    public ReadOnlySpan<int> Missing => missing;
    public ReadOnlySpan<int> AllBins => bins;
    public ReadOnlySpan<int> Outside => outside;

    public int Present(int feature) => Rows - missing[feature];
    public ReadOnlySpan<int> Bins(int feature) =>
        bins.AsSpan(feature * FeatureBins.BinsPerFeature, FeatureBins.BinsPerFeature);
    public double Mean(int feature) => Present(feature) == 0 ? double.NaN : sum[feature] / Present(feature);

    /// <summary>Computes the population variance; never below zero, despite rounding.</summary>
    public double Variance(int feature)
    {
        var mean = Mean(feature);
        return Math.Max(0, squares[feature] / Present(feature) - mean * mean);
    }

    public void Add(FeatureBins edges, ReadOnlySpan<float> row)
    {
        if (edges.FeatureCount != sum.Length)
        {
            throw new ArgumentException(
                $"bins of {edges.FeatureCount} features, where there are {sum.Length}", nameof(edges));
        }
        Rows++;
        var feature = 0;
        for (; feature <= sum.Length - Lanes; feature += Lanes)
        {
            AddLanes(edges, feature, Vector256.Create(row.Slice(feature, Lanes)));
        }
        for (; feature < sum.Length; feature++) AddOne(edges, feature, row[feature]);
    }

    /// <summary>Adds the sums of other rows; of features that came after those they are missing.</summary>
    public void Merge(FeatureSums other)
    {
        Widen(other.FeatureCount);
        Rows += other.Rows;
        Elementwise.Add(sum.AsSpan(0, other.FeatureCount), other.sum);
        Elementwise.Add(squares.AsSpan(0, other.FeatureCount), other.squares);
        Elementwise.Add(missing.AsSpan(0, other.FeatureCount), other.missing);
        Elementwise.Add(bins.AsSpan(0, other.bins.Length), other.bins);
        Elementwise.Add(outside.AsSpan(0, other.FeatureCount), other.outside);
        foreach (ref var absent in missing.AsSpan(other.FeatureCount)) absent += other.Rows;
    }

    /// <summary>Makes room for features that came later: they are missing in all rows so far.</summary>
    public void Widen(int featureCount)
    {
        var before = sum.Length;
        if (featureCount <= before) return;
        Array.Resize(ref sum, featureCount);
        Array.Resize(ref squares, featureCount);
        Array.Resize(ref missing, featureCount);
        Array.Resize(ref bins, featureCount * FeatureBins.BinsPerFeature);
        Array.Resize(ref outside, featureCount);
        missing.AsSpan(before).Fill(Rows);
    }

    private void AddOne(FeatureBins edges, int feature, float value)
    {
        if (float.IsNaN(value))
        {
            missing[feature]++;
            return;
        }
        sum[feature] += value;
        squares[feature] += (double)value * value;
        bins[feature * FeatureBins.BinsPerFeature + edges.BinOf(feature, value)]++;
        if (edges.IsOutside(feature, value)) outside[feature]++;
    }

    // The same for neighbouring features at once, equal to the last bit: a missing value adds zero.
    private void AddLanes(FeatureBins edges, int feature, Vector256<float> values)
    {
        var present = Vector256.Equals(values, values);
        var (low, high) = Vector256.Widen(values & present);
        Accumulate(sum, feature, low);
        Accumulate(sum, feature + Lanes / 2, high);
        Accumulate(squares, feature, low * low);
        Accumulate(squares, feature + Lanes / 2, high * high);
        // A true comparison is −1.
        var known = -present.AsInt32();
        Accumulate(missing, feature, Vector256<int>.One - known);
        Accumulate(outside, feature, edges.OutsideOf(feature, values));

        Span<int> bin = stackalloc int[Lanes];
        Span<int> rows = stackalloc int[Lanes];
        edges.BinsOf(feature, values).CopyTo(bin);
        known.CopyTo(rows);
        var counts = bins.AsSpan(feature * FeatureBins.BinsPerFeature, Lanes * FeatureBins.BinsPerFeature);
        for (var lane = 0; lane < Lanes; lane++) counts[lane * FeatureBins.BinsPerFeature + bin[lane]] += rows[lane];
    }

    private static void Accumulate<T>(T[] totals, int at, Vector256<T> values)
    {
        var target = totals.AsSpan(at, Vector256<T>.Count);
        (Vector256.Create<T>(target) + values).CopyTo(target);
    }
}
