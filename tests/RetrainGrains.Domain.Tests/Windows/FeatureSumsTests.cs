using FsCheck;
using FsCheck.Fluent;

namespace RetrainGrains.Domain.Tests.Windows;

/// <summary>The tests that values added eight at once give the same sums as one by one.</summary>
public sealed class FeatureSumsTests
{
    private static readonly FeatureBins Bins = new(
    [
        [], [0f], [-0f, float.Epsilon], [1, 2, 3, 4, 5, 6, 7, 8, 9],
        [float.NegativeInfinity, 0, float.PositiveInfinity], [float.MinValue, float.MaxValue],
        [-3, -1.5f, 0.1f, 2e9f, 3e9f], [], [5f], [-1, 0, 1], [],
    ])
    {
        Minimum = [.. Enumerable.Range(0, 11).Select(i => i % 3 == 2 ? float.NegativeInfinity : -i)],
        Maximum = [.. Enumerable.Range(0, 11).Select(i => i % 3 == 2 ? float.PositiveInfinity : 1.5f * i)],
    };

    private static readonly float[] Edgewise =
    [
        float.NaN, float.PositiveInfinity, float.NegativeInfinity, -0f, int.MaxValue, int.MinValue,
        .. Bins.Edges.SelectMany(edges => edges).Concat([1f, 2f, 9f, 10f, -1f])
            .SelectMany(edge => new[] { edge, MathF.BitIncrement(edge), MathF.BitDecrement(edge) }),
    ];

    private static readonly Gen<float> AnyFloat = Gen.OneOf(
        Gen.Elements(Edgewise), Gen.Choose(int.MinValue, int.MaxValue).Select(BitConverter.Int32BitsToSingle),
        Gen.Choose(-200, 200).Select(tenths => tenths / 10f));

    [Fact]
    public void Every_float_falls_into_the_bin_that_looking_from_edge_to_edge_finds()
    {
        Prop.ForAll(AnyFloat.ToArbitrary(), value => Enumerable.Range(0, Bins.FeatureCount).All(
            feature => Bins.BinOf(feature, value) == NaiveBin(feature, value)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));
    }

    [Fact]
    public void Rows_are_summed_to_the_last_bit_as_value_by_value()
    {
        var rows = Gen.ArrayOf(Gen.ArrayOf(AnyFloat, Bins.FeatureCount));

        Prop.ForAll(rows.ToArbitrary(), SummedAsByHand).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));
    }

    [Fact]
    public void Windows_of_any_width_are_merged_to_the_last_bit_as_number_by_number()
    {
        var random = new Random(1);
        for (var width = 0; width <= 20; width++)
        {
            var (total, part) = (Drawn(random, width), Drawn(random, width));
            double[] sum = [.. total.Sum.ToArray().Zip(part.Sum.ToArray(), (a, b) => a + b)];
            double[] squares = [.. total.Squares.ToArray().Zip(part.Squares.ToArray(), (a, b) => a + b)];
            int[] missing = [.. total.Missing.ToArray().Zip(part.Missing.ToArray(), (a, b) => a + b)];
            int[] bins = [.. total.AllBins.ToArray().Zip(part.AllBins.ToArray(), (a, b) => a + b)];
            int[] outside = [.. total.Outside.ToArray().Zip(part.Outside.ToArray(), (a, b) => a + b)];

            total.Merge(part);

            AssertSame(
                new FeatureProfile(14, [.. sum], [.. squares], [.. missing], [.. bins], [.. outside]),
                total);
        }
    }

    [Fact]
    public void Taking_a_row_in_and_merging_allocate_nothing()
    {
        var (total, part) = (new FeatureSums(Bins.FeatureCount), new FeatureSums(Bins.FeatureCount));
        float[] row = [1, 2, float.NaN, 4, 5, 6, 7, 8, 9, 10, 11];
        part.Add(Bins, row);
        total.Merge(part);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++) part.Add(Bins, row);
        total.Merge(part);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Bins_of_another_number_of_features_are_refused()
    {
        var refused = Assert.Throws<ArgumentException>(() => new FeatureSums(2).Add(Bins, new float[11]));

        Assert.Contains("bins of 11 features, where there are 2", refused.Message);
    }

    [Fact]
    public void More_edges_than_bins_can_be_told_apart_by_are_refused()
    {
        var refused = Assert.Throws<ArgumentException>(
            () => new FeatureBins([[0], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]]));

        Assert.Contains("feature 1 has 12 edges; at most 11 fit", refused.Message);
    }

    [Fact]
    public void A_range_of_another_number_of_features_is_refused()
    {
        var refused = Assert.Throws<ArgumentException>(() => Bins with { Minimum = [0, 0] });

        Assert.Contains("2 values, where there are 11 features", refused.Message);
    }

    private static int NaiveBin(int feature, float value)
    {
        var edges = Bins.Edges[feature];
        if (edges.IsEmpty) return Math.Clamp((int)value, 0, FeatureBins.BinsPerFeature - 1);
        var bin = 0;
        while (bin < edges.Length && value > edges[bin]) bin++;
        return bin;
    }

    private static bool SummedAsByHand(float[][] rows)
    {
        var (sum, squares) = (new double[Bins.FeatureCount], new double[Bins.FeatureCount]);
        var (missing, bins) = (new int[Bins.FeatureCount], new int[Bins.FeatureCount * FeatureBins.BinsPerFeature]);
        var outside = new int[Bins.FeatureCount];
        var sums = new FeatureSums(Bins.FeatureCount);
        foreach (var row in rows)
        {
            sums.Add(Bins, row);
            for (var feature = 0; feature < row.Length; feature++)
            {
                var value = row[feature];
                if (float.IsNaN(value))
                {
                    missing[feature]++;
                    continue;
                }
                sum[feature] += value;
                squares[feature] += (double)value * value;
                bins[feature * FeatureBins.BinsPerFeature + NaiveBin(feature, value)]++;
                if (value < Bins.Minimum[feature] || value > Bins.Maximum[feature]) outside[feature]++;
            }
        }
        AssertSame(
            new FeatureProfile(rows.Length, [.. sum], [.. squares], [.. missing], [.. bins], [.. outside]),
            sums);
        return true;
    }

    private static void AssertSame(FeatureProfile expected, FeatureSums actual)
    {
        Assert.Equal(expected.Rows, actual.Rows);
        Assert.Equal(expected.Sum.Select(Bits), actual.Sum.ToArray().Select(Bits));
        Assert.Equal(expected.Squares.Select(Bits), actual.Squares.ToArray().Select(Bits));
        Assert.Equal(expected.Missing, actual.Missing.ToArray());
        // Which bins it counts in is said by the first row.
        Assert.Equal(expected.Rows == 0 ? [] : expected.Bins, actual.AllBins.ToArray());
        Assert.Equal(expected.Outside, actual.Outside.ToArray());
    }

    private static long Bits(double value) => BitConverter.DoubleToInt64Bits(value);

    private static FeatureSums Drawn(Random random, int width)
    {
        var bins = new FeatureBins([.. Enumerable.Repeat<ImmutableArray<float>>([0.2f, 0.5f], width)])
        {
            Maximum = [.. Enumerable.Repeat(0.7f, width)],
        };
        var sums = new FeatureSums(width);
        for (var i = 0; i < 7; i++) sums.Add(bins, [.. Enumerable.Range(0, width).Select(_ => random.NextSingle())]);
        return sums;
    }
}
