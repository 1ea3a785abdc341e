using System.Runtime.Intrinsics;
using RetrainGrains.Domain.Observations;

namespace RetrainGrains.Domain.Windows;

/// <summary>
/// The sums of every feature over some rows: counts, sums, squares, bins, and the number of values outside of the range
/// of the reference. They are merged by adding. The first row, or the first sums that are merged, say in which bins
/// they count.
/// </summary>
public sealed class FeatureSums
{
    // As many floats as a Vector256 holds.
    private const int Lanes = 8;

    private readonly double[] sum;
    private readonly double[] squares;
    private readonly int[] missing;
    private readonly int[] outside;
    private readonly int[] unlisted;
    private int[] bins = [];
    private BinLayout? layout;

    public FeatureSums(int featureCount)
        : this(0, new double[featureCount], new double[featureCount], new int[featureCount], new int[featureCount],
            new int[featureCount])
    {
    }

    private FeatureSums(int rows, double[] sum, double[] squares, int[] missing, int[] outside, int[] unlisted) =>
        (Rows, this.sum, this.squares, this.missing, this.outside, this.unlisted) =
            (rows, sum, squares, missing, outside, unlisted);

    public int Rows { get; private set; }
    public int FeatureCount => sum.Length;
    public ReadOnlySpan<double> Sum => sum;
    public ReadOnlySpan<double> Squares => squares;
    public ReadOnlySpan<int> Missing => missing;
    public ReadOnlySpan<int> AllBins => bins;
    public ReadOnlySpan<int> Outside => outside;

    /// <summary>The missing values that were categories which the schema does not list.</summary>
    public ReadOnlySpan<int> Unlisted => unlisted;

    /// <summary>The bins that the rows are counted in: 0 for those of old bins, and before the first row.</summary>
    public uint Key => layout?.Key ?? 0;

    /// <summary>The number of bins of each feature; empty before the first row.</summary>
    public int[] BinCounts => layout?.Sizes ?? [];

    public int Present(int feature) => Rows - missing[feature];
    public ReadOnlySpan<int> Bins(int feature) =>
        layout is null ? [] : bins.AsSpan(layout.Starts[feature], layout.SizeOf(feature));
    public double Mean(int feature) => Present(feature) == 0 ? double.NaN : sum[feature] / Present(feature);

    /// <summary>Computes the population variance; never below zero, despite rounding.</summary>
    public double Variance(int feature)
    {
        var mean = Mean(feature);
        return Math.Max(0, squares[feature] / Present(feature) - mean * mean);
    }

    /// <summary>Takes sums as they were stored; without counts of bins each feature has ten.</summary>
    public static FeatureSums Stored(
        int rows, double[] sum, double[] squares, int[] missing, int[] bins, int[] outside, int[] unlisted,
        (uint Key, int[] Counts)? counted = null) => new(rows, sum, squares, missing, outside, unlisted)
        {
            bins = bins,
            layout = counted is var (key, counts) && key != 0
                ? new BinLayout(counts, key)
                : BinLayout.Uniform(sum.Length),
        };

    /// <summary>
    /// Returns true when rows in these bins can be added: of as many features, none are there yet, or they are in the
    /// same ones.
    /// </summary>
    public bool CountsIn(FeatureBins edges) =>
        FeatureCount == edges.FeatureCount && (Rows == 0 || Key == edges.Layout.Key);

    /// <summary>
    /// Returns true when the other sums can be added: one of both is empty, or they are in the same bins.
    /// </summary>
    public bool CountsLike(FeatureSums other) =>
        other.Rows == 0 || (FeatureCount == other.FeatureCount && (Rows == 0 || Key == other.Key));

    public void Add(FeatureBins edges, ReadOnlySpan<float> row)
    {
        if (edges.FeatureCount != sum.Length)
        {
            throw new ArgumentException(
                $"bins of {edges.FeatureCount} features, where there are {sum.Length}", nameof(edges));
        }
        Follow(edges.Layout);
        Rows++;
        var feature = 0;
        for (; feature <= sum.Length - Lanes; feature += Lanes) AddLanes(edges, feature, row.Slice(feature, Lanes));
        for (; feature < sum.Length; feature++) AddOne(edges, feature, row[feature]);
    }

    public void Merge(FeatureSums other)
    {
        if (other.layout is null) return;
        Follow(other.layout);
        Rows += other.Rows;
        Elementwise.Add(sum, other.sum);
        Elementwise.Add(squares, other.squares);
        Elementwise.Add(missing, other.missing);
        Elementwise.Add(bins, other.bins);
        Elementwise.Add(outside, other.outside);
        Elementwise.Add(unlisted, other.unlisted);
    }

    private void Follow(BinLayout given)
    {
        if (ReferenceEquals(layout, given)) return;
        if (layout is not null && Rows > 0 && layout.Key != given.Key)
        {
            throw new ArgumentException(
                $"rows in bins {given.Key}, where there are rows in {layout.Key} already", nameof(given));
        }
        if (Rows == 0) bins = new int[given.Total];
        layout = given;
    }

    private void AddOne(FeatureBins edges, int feature, float value)
    {
        if (float.IsNaN(value))
        {
            missing[feature]++;
            if (FeatureCode.IsUnlisted(value)) unlisted[feature]++;
            return;
        }
        sum[feature] += value;
        squares[feature] += (double)value * value;
        bins[layout!.Starts[feature] + edges.BinOf(feature, value)]++;
        if (edges.IsOutside(feature, value)) outside[feature]++;
    }

    // The same for neighbouring features at once, equal to the last bit: a missing value adds zero.
    private void AddLanes(FeatureBins edges, int feature, ReadOnlySpan<float> row)
    {
        var values = Vector256.Create(row);
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
        Accumulate(unlisted, feature, -Vector256.Equals(values.AsInt32(), Vector256.Create(FeatureCode.UnlistedBits)));

        Span<int> bin = stackalloc int[Lanes];
        Span<int> rows = stackalloc int[Lanes];
        edges.BinsOf(feature, values).CopyTo(bin);
        if (edges.HasPlaces) edges.PlaceCategories(feature, row, bin);
        known.CopyTo(rows);
        var starts = layout!.Starts.Slice(feature, Lanes);
        for (var lane = 0; lane < Lanes; lane++) bins[starts[lane] + bin[lane]] += rows[lane];
    }

    private static void Accumulate<T>(T[] totals, int at, Vector256<T> values)
    {
        var target = totals.AsSpan(at, Vector256<T>.Count);
        (Vector256.Create<T>(target) + values).CopyTo(target);
    }
}
