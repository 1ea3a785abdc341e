using RetrainGrains.Statistics.TwoSample;

namespace RetrainGrains.Domain.Tests.Drift;

/// <summary>The tests of every statistic that a rule can name, on counts made by hand.</summary>
public sealed class DriftStatisticTests
{
    private static readonly int[] Even = [100, 100, 100, 100, 100, 100, 100, 100, 100, 100];
    private static readonly int[] Tilted = [60, 80, 90, 100, 110, 120, 130, 120, 100, 90];

    // Each bin's value is its number, and its middle: the range extends half a bin beyond the outer edges.
    private static readonly FeatureBins Bins = new([[0.5f, 1.5f, 2.5f, 3.5f, 4.5f, 5.5f, 6.5f, 7.5f, 8.5f]])
    {
        Minimum = [-0.5f], Maximum = [9.5f],
    };

    public static TheoryData<string> Statistics =>
        [.. DriftStatistics.All.Where(statistic => !statistic.NeedsCategories).Select(statistic => statistic.Name)];

    [Fact]
    public void Distances_are_those_of_the_library_on_the_bins()
    {
        Assert.Equal(Divergence.KullbackLeibler<int>(Even, Tilted), ValueOf(DriftStatistic.KullbackLeibler));
        Assert.Equal(Divergence.JensenShannonDistance<int>(Even, Tilted), ValueOf(DriftStatistic.JensenShannon));
        Assert.Equal(Divergence.Hellinger<int>(Even, Tilted), ValueOf(DriftStatistic.Hellinger));
        Assert.Equal(PopulationStability.OfCounts<int>(Even, Tilted), ValueOf(DriftStatistic.PopulationStability));
        Assert.Equal(
            KolmogorovSmirnov.TestCounts<int>(Even, Tilted).Statistic, ValueOf(DriftStatistic.KolmogorovSmirnov));
        Assert.Equal(0.07, ValueOf(DriftStatistic.KolmogorovSmirnov), 1e-12);
    }

    [Fact]
    public void The_earth_is_moved_in_standard_deviations_of_the_reference_between_the_middles_of_bins()
    {
        double[] positions = [.. Enumerable.Range(0, 10).Select(bin => (double)bin)];
        var moved = Wasserstein.DistanceOfCounts<int>(positions, Even, Tilted) / Math.Sqrt(8.25);

        Assert.Equal(moved, ValueOf(DriftStatistic.Wasserstein), 1e-12);
    }

    [Fact]
    public void The_earth_moved_beyond_the_bins_shows_in_the_mean()
    {
        var reference = Profile(Even);
        var current = Profile([0, 0, 0, 0, 0, 0, 0, 0, 0, 1_000]) with { Sum = [1e6], Squares = [1e9] };

        var found = Evaluate(Only(DriftStatistic.Wasserstein), Bins, reference, current);

        Assert.Equal((1_000 - 4.5) / Math.Sqrt(8.25), Assert.Single(found.Drifted).Value, 1e-9);
    }

    [Fact]
    public void Tests_are_those_of_the_library_where_every_bin_has_rows()
    {
        var chiSquared = FrequencyTest.ChiSquaredOfHomogeneity<int>(Even, Tilted);
        var kolmogorov = KolmogorovSmirnov.TestCounts<int>(Even, Tilted, PValueMethod.Asymptotic);

        Assert.Equal(chiSquared.Statistic, ValueOf(DriftStatistic.ChiSquared), 1e-9);
        Assert.Equal(chiSquared.PValue, Find(DriftStatistic.ChiSquared, Even, Tilted)!.PValue, 1e-12);
        Assert.Equal(
            FrequencyTest.GOfHomogeneity<int>(Even, Tilted).Statistic, ValueOf(DriftStatistic.GTest), 1e-9);
        Assert.Equal(kolmogorov.PValue, Find(DriftStatistic.KolmogorovSmirnov, Even, Tilted)!.PValue);
    }

    [Fact]
    public void What_has_no_chance_that_holds_is_judged_by_the_test_of_any_change()
    {
        var pValues = new[]
        {
            DriftStatistic.PopulationStability, DriftStatistic.KullbackLeibler, DriftStatistic.JensenShannon,
            DriftStatistic.Hellinger, DriftStatistic.Wasserstein, DriftStatistic.ChiSquared, DriftStatistic.GTest,
        }.Select(statistic => Find(statistic, Even, Tilted)!.PValue).ToArray();

        // scipy: chi2_contingency.
        Assert.Equal(0.0113812, pValues[0], 1e-6);
        Assert.Single(pValues.Distinct());
    }

    [Fact]
    public void Rows_that_resemble_each_other_count_as_fewer_in_a_test()
    {
        var policy = Only(DriftStatistic.ChiSquared) with { RowsPerIndependentRow = 10 };

        var found = Assert.Single(Evaluate(policy, Bins, Profile(Even), Profile(Tilted)).Drifted);

        Assert.Equal(ValueOf(DriftStatistic.ChiSquared) / 10, found.Value, 1e-9);
    }

    [Fact]
    public void An_empty_bin_leaves_the_divergence_finite()
    {
        int[] current = [0, 150, 150, 100, 100, 100, 100, 100, 100, 100];
        double[] halved = [0.5, 150, 150, 100, 100, 100, 100, 100, 100, 100];
        double[] even = [.. Even.Select(count => (double)count)];

        Assert.Equal(
            Divergence.KullbackLeibler<double>(even, halved),
            Find(DriftStatistic.KullbackLeibler, Even, current)!.Value, 1e-12);
    }

    [Fact]
    public void Missing_values_are_compared_by_their_share_also_where_all_are_missing()
    {
        var (reference, current) = (Profile(Even) with { Missing = [200], Rows = 1_200 }, Profile(Tilted));
        current = current with { Missing = [300], Rows = 1_300 };

        var found = Assert.Single(Evaluate(Only(DriftStatistic.MissingRate), Bins, reference, current).Drifted);

        Assert.Equal(300 / 1_300.0 - 200 / 1_200.0, found.Value, 1e-12);
        Assert.Equal(ProportionTest.ZTest(200, 1_200, 300, 1_300).PValue, found.PValue);
        current = Profile(new int[10]) with { Missing = [50], Rows = 50 };
        found = Assert.Single(Evaluate(Only(DriftStatistic.MissingRate), Bins, reference, current).Drifted);
        Assert.Equal(ProportionTest.FisherExact(200, 1_200, 50, 50).PValue, found.PValue);
    }

    [Fact]
    public void Values_beyond_what_the_reference_reached_are_compared_by_their_share()
    {
        var current = Profile(Tilted) with { Outside = [9] };

        var found = Assert.Single(Evaluate(Only(DriftStatistic.OutOfRange), Bins, Profile(Even), current).Drifted);

        Assert.Equal(0.009, found.Value);
        // One of the reference's own rows represents its ends.
        Assert.Equal(ProportionTest.FisherExact(1, 1_000, 9, 1_000).PValue, found.PValue);
        var unbounded = new FeatureBins(Bins.Edges);
        Assert.Empty(Evaluate(Only(DriftStatistic.OutOfRange), unbounded, Profile(Even), current).Drifted);
    }

    [Theory]
    [MemberData(nameof(Statistics))]
    public void Neither_a_large_change_by_chance_nor_a_sure_one_within_its_limit_is_drift(string statistic)
    {
        int[] moved = [0, 0, 0, 0, 1, 1, 2, 2, 10, 44];
        var policy = Only(statistic) with { Significance = 0.01 };
        var value = Extent(statistic, Assert.Single(Judge(policy, moved, 100)));
        // One independent row in ten of these sixty is too few for a finding.
        Assert.Empty(Judge(policy with { RowsPerIndependentRow = 30 }, moved, 1));
        Assert.Empty(Judge(With(policy, statistic, value * 1.01), moved, 100));
        Assert.Single(Judge(With(policy, statistic, value * 0.99), moved, 100));
    }

    [Theory]
    [MemberData(nameof(Statistics))]
    public void A_window_like_its_reference_is_no_drift_by_any_statistic(string statistic)
    {
        var reference = Profile(Even) with { Missing = [10], Rows = 1_010, Outside = [4] };

        Assert.Empty(Evaluate(Only(statistic), Bins, reference, reference).Drifted);
    }

    private static ImmutableArray<DriftEvidence> Judge(DriftPolicy policy, int[] counts, int times)
    {
        var rows = counts.Sum() * times;
        var current = Profile([.. counts.Select(count => count * times)]) with
        {
            Missing = [rows / 2], Rows = rows + rows / 2, Outside = [rows / 3],
        };
        return Evaluate(policy with { MinimumRows = 1 }, Bins, Profile(Even), current).Drifted;
    }

    private static double Extent(string statistic, DriftEvidence evidence) =>
        statistic == DriftStatistic.VarianceRatio ? Math.Max(evidence.Value, 1 / evidence.Value) : evidence.Value;

    private static double ValueOf(string statistic) => Find(statistic, Even, Tilted)!.Value;

    private static DriftEvidence? Find(string statistic, int[] reference, int[] current) =>
        Evaluate(Only(statistic), Bins, Profile(reference), Profile(current)).Drifted.SingleOrDefault();

    private static DriftPolicy With(DriftPolicy policy, string statistic, double limit) =>
        policy with { Rules = [new DriftRule(statistic, limit)] };

    private static DriftPolicy Only(string statistic) => Given.Shapes with
    {
        MeanShiftLimit = null, VarianceRatioLimit = null, StabilityLimit = null, Significance = 1,
        RowsPerIndependentRow = 1,
        Rules = [new DriftRule(statistic, statistic == DriftStatistic.VarianceRatio ? 1 : 0)],
    };

    private static DriftReport Evaluate(
        DriftPolicy policy, FeatureBins bins, FeatureProfile reference, FeatureProfile current) =>
        DriftCheck.Evaluate(policy, Given.Schema(1), bins, reference, current.ToSums());

    private static FeatureProfile Profile(int[] counts) => new(
        counts.Sum(), [counts.Select((count, bin) => (double)count * bin).Sum()],
        [counts.Select((count, bin) => (double)count * bin * bin).Sum()], [0], [.. counts], [0]);
}
