using RetrainGrains.Statistics.TwoSample;

namespace RetrainGrains.Domain.Tests.Drift;

public sealed class DriftCheckTests
{
    private static readonly DriftPolicy Literal = Given.Shapes with
    {
        MeanShiftLimit = 0, VarianceRatioLimit = 1, StabilityLimit = 0, Significance = 1, RowsPerIndependentRow = 1,
    };

    [Fact]
    public void Population_stability_is_the_sum_over_the_bins()
    {
        int[] reference = [100, 100, 100, 100, 100, 100, 100, 100, 100, 100];
        int[] current = [60, 80, 90, 100, 110, 120, 130, 120, 100, 90];

        Assert.Equal(0.04311999829390652, PopulationStability.OfCounts<int>(reference, current), 1e-12);
        Assert.Equal(0, PopulationStability.OfCounts<int>(reference, reference));
    }

    [Fact]
    public void An_empty_bin_counts_as_half_a_row()
    {
        var expected = (0.5 - 0.95) * Math.Log(0.5 / 0.95) + (0.5 - 0.05) * Math.Log(0.5 / 0.05);

        Assert.Equal(expected, PopulationStability.OfCounts<int>([19, 1], [10, 10]), 1e-12);
        // Ten rows in one bin, none in the other: shares 1 and 0.05.
        Assert.Equal((1 - 0.5) * Math.Log(1 / 0.5) + (0.05 - 0.5) * Math.Log(0.05 / 0.5),
            PopulationStability.OfCounts<int>([10, 10], [10, 0]), 1e-12);
    }

    [Fact]
    public void P_values_agree_with_scipy_on_binned_rows()
    {
        // scipy: chi2_contingency 0.0113812, mannwhitneyu without continuity correction 0.0102055.
        var found =
            Compare([100, 100, 100, 100, 100, 100, 100, 100, 100, 100], [60, 80, 90, 100, 110, 120, 130, 120, 100, 90]);

        Assert.Equal(0.0113812, found[DriftStatistic.PopulationStability].PValue, 1e-6);
        Assert.Equal(0.0102055, found[DriftStatistic.MeanShift].PValue, 3e-5);
    }

    [Theory]
    [InlineData(1_000, 0.034)]
    [InlineData(100, 0.338)]
    public void An_index_at_the_published_critical_value_has_a_p_value_near_its_level(int rows, double critical)
    {
        // Half the bins gain what the others lose; s is the share that moves each.
        var s = BisectMove(critical);
        var share = rows * 1_000 / 10;
        int[] reference = [.. Enumerable.Repeat(share, 10)];
        int[] current =
            [.. Enumerable.Range(0, 10).Select(i => share + (i % 2 == 0 ? 1 : -1) * (int)(s * rows * 1_000))];

        var policy = Literal with { RowsPerIndependentRow = 1_000 };
        Assert.Equal(critical, PopulationStability.OfCounts<int>(reference, current), 1e-3);
        Assert.InRange(Compare(reference, current, policy)[DriftStatistic.PopulationStability].PValue, 0.04, 0.065);
    }

    [Theory]
    [InlineData(0.24, false)]
    [InlineData(0.26, true)]
    public void A_mean_that_moves_by_more_than_a_quarter_of_itself_drifts_in_the_sources_unit(double shift, bool drifts)
    {
        var found = Compare(Rows(i => 100 + i % 2), Rows(i => (100 + i % 2) * (1 + shift)),
            new DriftPolicy { Unit = ShiftUnit.Mean, Significance = 1 });

        Assert.Equal(drifts, found.ContainsKey(DriftStatistic.MeanShift));
    }

    [Theory]
    [InlineData(1.9, false)]
    [InlineData(2.1, true)]
    [InlineData(0.53, false)]
    [InlineData(0.47, true)]
    public void A_deviation_beyond_twice_or_below_half_the_reference_drifts(double factor, bool drifts)
    {
        var found =
            Compare(Rows(i => i % 21 - 10), Rows(i => (i % 21 - 10) * factor), new DriftPolicy { Significance = 1 });

        Assert.Equal(drifts, found.ContainsKey(DriftStatistic.VarianceRatio));
    }

    [Fact]
    public void A_shift_beyond_the_limit_is_no_drift_while_the_rows_are_too_few_to_tell()
    {
        var policy = new DriftPolicy { MinimumRows = 2, RowsPerIndependentRow = 24 };
        double[] reference = [.. Enumerable.Range(0, 1_000).Select(i => (double)(i % 100))];

        Assert.Empty(Compare(reference, [.. reference.Take(48).Select(v => v % 60)], policy));
        Assert.NotEmpty(Compare(reference, [.. reference.Select(v => v + 80)], policy));
    }

    [Fact]
    public void Too_few_rows_or_no_reference_cannot_be_compared_and_say_why()
    {
        var bins = FeatureBins.Of(Given.Schema(1), [[1f], [2f]]);
        var sums = new FeatureSums(1);
        for (var i = 0; i < 49; i++) sums.Add(bins, [1e6f]);

        var few = DriftCheck.Evaluate(new(), Given.Schema(1), bins, FeatureProfile.Of(sums), sums);
        var alone = DriftCheck.Evaluate(new() { MinimumRows = 1 }, Given.Schema(1), bins, null, sums);

        Assert.Equal((false, true, true, 0), (few.Any, few.IsBlind, alone.IsBlind, alone.Tests));
        Assert.Equal(
            ["inputs cannot be compared: 49 rows in the window of 7 days, 50 are needed (drift.minimumRows)"],
            few.NotCompared);
        Assert.Equal(
            ["inputs cannot be compared: there is no reference yet: the next training makes it"], alone.NotCompared);
    }

    [Fact]
    public void A_feature_that_has_gone_missing_is_found_and_its_values_cannot_be_compared()
    {
        var bins = FeatureBins.Of(Given.Schema(1), [[1f], [2f]]);
        var (reference, current) = (new FeatureSums(1), new FeatureSums(1));
        for (var i = 0; i < 100; i++)
        {
            reference.Add(bins, [i]);
            current.Add(bins, [float.NaN]);
        }

        DriftReport Check(DriftPolicy policy) =>
            DriftCheck.Evaluate(policy, Given.Schema(1), bins, FeatureProfile.Of(reference), current);

        Assert.Equal(DriftStatistic.MissingRate, Assert.Single(
            Check(new() { RowsPerIndependentRow = 1 }).Drifted).Statistic);
        Assert.Empty(Check(Literal).Drifted);
        Assert.Equal(
            ["the values of f0 cannot be compared: the window has 0; its share of missing ones is"],
            Check(Literal).NotCompared);
    }

    [Fact]
    public void A_categorical_feature_is_judged_by_its_shares_alone()
    {
        var schema = new FeatureSchema
        {
            Features = [new("c", FeatureKind.Categorical) { Categories = ["a", "b"] }], Target = "y",
        };
        var bins = FeatureBins.Of(schema, [[0f]]);
        var (reference, current) = (new FeatureSums(1), new FeatureSums(1));
        for (var i = 0; i < 200; i++)
        {
            reference.Add(bins, [i % 2]);
            current.Add(bins, [i % 10 == 0 ? 0 : 1]);
        }
        var report =
            DriftCheck.Evaluate(
                Given.Shapes with { RowsPerIndependentRow = 1 }, schema, bins, FeatureProfile.Of(reference), current);

        Assert.Equal(1, report.Tests);
        Assert.Equal(0.01, report.Level);
        Assert.Equal(DriftStatistic.PopulationStability, Assert.Single(report.Drifted).Statistic);
    }

    private static double BisectMove(double index)
    {
        var (low, high) = (0.0, 0.1);
        for (var i = 0; i < 60; i++)
        {
            var s = (low + high) / 2;
            var value = 5 * s * Math.Log((0.1 + s) / 0.1) - 5 * s * Math.Log((0.1 - s) / 0.1);
            (low, high) = value < index ? (s, high) : (low, s);
        }
        return low;
    }

    private static double[] Rows(Func<int, double> value) => [.. Enumerable.Range(0, 2_100).Select(value)];

    /// <summary>Makes rows that fall into the bins as counted, each with its bin's number as value.</summary>
    private static Dictionary<string,
        DriftEvidence> Compare(int[] reference, int[] current, DriftPolicy? policy = null)
    {
        static FeatureProfile Profile(int[] counts) => new(
            counts.Sum(), [counts.Select((c, i) => (double)c * i).Sum()],
            [counts.Select((c, i) => (double)c * i * i).Sum()],
            [0], [.. counts], [0]);
        var bins = new FeatureBins([[0, 1, 2, 3, 4, 5, 6, 7, 8]]);
        return DriftCheck
            .Evaluate(policy ?? Literal, Given.Schema(1), bins, Profile(reference), Profile(current).ToSums())
            .Drifted.ToDictionary(evidence => evidence.Statistic);
    }

    private static Dictionary<string,
        DriftEvidence> Compare(double[] reference, double[] current, DriftPolicy policy)
    {
        var bins = FeatureBins.Of(Given.Schema(1), [.. reference.Select(v => new[] { (float)v })]);
        var (before, now) = (new FeatureSums(1), new FeatureSums(1));
        foreach (var value in reference) before.Add(bins, [(float)value]);
        foreach (var value in current) now.Add(bins, [(float)value]);
        return DriftCheck.Evaluate(policy, Given.Schema(1), bins, FeatureProfile.Of(before), now)
            .Drifted.ToDictionary(evidence => evidence.Statistic);
    }
}
