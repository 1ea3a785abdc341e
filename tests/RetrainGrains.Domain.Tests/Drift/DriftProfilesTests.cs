using RetrainGrains.Statistics.Profiles;

namespace RetrainGrains.Domain.Tests.Drift;

/// <summary>
/// The tests of profiles against tools: on categories the reference's bins are the tools' own, so a profile has to give
/// the tool's result on the rows.
/// </summary>
public sealed class DriftProfilesTests
{
    private static readonly int[] Large = [900, 500, 400, 0, 200];
    private static readonly int[] Small = [90, 50, 40, 0, 20];
    private static readonly int[] Moved = [60, 70, 60, 10, 0];
    private static readonly int[] Alike = [88, 52, 40, 0, 20];

    [Theory]
    [InlineData(DriftStatistic.JensenShannon, ProfileStatistic.JensenShannon)]
    [InlineData(DriftStatistic.KullbackLeibler, ProfileStatistic.KullbackLeibler)]
    [InlineData(DriftStatistic.PopulationStability, ProfileStatistic.PopulationStability)]
    public void Evidently_s_distances_are_its_own_with_its_empty_bins(
        string statistic, ProfileStatistic tools)
    {
        var found = Assert.Single(Evaluate(
            DriftProfiles.Of(DriftProfileName.Evidently) with { Rules = [new(statistic, 0.1)] }, Large, Moved).Drifted);
        var expected = Compare(DriftProfile.Evidently, Large, Moved, tools);

        Assert.Equal(expected.Value, found.Value, 1e-12);
        Assert.True(expected.Drifted);
    }

    [Fact]
    public void Evidently_s_choice_is_a_distance_for_a_large_reference_and_a_test_for_a_small_one()
    {
        foreach (var (reference, current) in new[] { (Large, Moved), (Small, Moved), (Large, Alike), (Small, Alike) })
        {
            var found = Evaluate(DriftProfiles.Of(DriftProfileName.Evidently), reference, current).Drifted;
            var expected = Compare(DriftProfile.Evidently, reference, current);

            Assert.Equal(expected.Drifted, found.Length == 1);
            if (expected.Drifted != true) continue;
            Assert.Equal(expected.Statistic.ToString(), found[0].Statistic, ignoreCase: true);
            Assert.Equal(expected.Value, found[0].Value, 1e-9);
            if (expected.PValue is { } pValue) Assert.Equal(pValue, found[0].PValue, 1e-12);
        }
    }

    [Fact]
    public void Evidently_tests_two_categories_as_proportions()
    {
        var found = Assert.Single(
            Evaluate(DriftProfiles.Of(DriftProfileName.Evidently), [120, 80], [40, 60]).Drifted);
        var expected = Compare(DriftProfile.Evidently, [120, 80], [40, 60]);

        Assert.Equal(ProfileStatistic.ProportionZ, expected.Statistic);
        Assert.Equal(expected.PValue!.Value, found.PValue, 1e-12);
    }

    [Fact]
    public void Evidently_moves_the_earth_of_numbers_or_tests_them_by_Kolmogorov_and_Smirnov()
    {
        var policy = DriftProfiles.Of(DriftProfileName.Evidently);

        Assert.Equal(DriftStatistic.Wasserstein, Assert.Single(OfNumbers(policy, 1_001)).Statistic);
        Assert.Equal(DriftStatistic.KolmogorovSmirnov, Assert.Single(OfNumbers(policy, 1_000)).Statistic);
    }

    [Fact]
    public void Evidently_s_data_set_drifts_with_half_of_its_columns() =>
        Assert.Equal(0.5, DriftProfiles.Of(DriftProfileName.Evidently).MinimumFeatureShare);

    [Fact]
    public void NannyMl_s_distance_is_in_base_two()
    {
        int[] within = [60, 70, 60, 0, 10];
        var found = Assert.Single(Evaluate(DriftProfiles.Of(DriftProfileName.NannyMl), Large, within).Drifted);
        var expected = Compare(DriftProfile.NannyMl, Large, within);

        Assert.Equal(expected.Value, found.Value, 1e-12);
        Assert.Equal((ProfileStatistic.JensenShannon, 0.1), (expected.Statistic, found.Limit));
    }

    [Fact]
    public void NannyMl_s_chi_squared_corrects_for_continuity()
    {
        var policy = DriftProfiles.Of(DriftProfileName.NannyMl) with { Rules = [new(DriftStatistic.ChiSquared, 0)] };
        var found = Assert.Single(Evaluate(policy, [120, 80], [40, 60]).Drifted);
        var expected = Compare(DriftProfile.NannyMl, [120, 80], [40, 60], ProfileStatistic.ChiSquared);

        Assert.Equal(expected.Value, found.Value, 1e-9);
        Assert.Equal(expected.PValue!.Value, found.PValue, 1e-12);
    }

    [Fact]
    public void The_sources_ask_for_no_significance()
    {
        var policy = DriftProfiles.Of(DriftProfileName.Sources);

        Assert.Equal(
            (0.25, 2.0, 0.25, ShiftUnit.Mean, 1.0),
            (policy.MeanShiftLimit!.Value, policy.VarianceRatioLimit!.Value, policy.StabilityLimit!.Value, policy.Unit,
                policy.Significance));
        Assert.Equal(
            ["meanShift 0.25 Critical", "varianceRatio 2 Warning", "kullbackLeibler 0.15 "],
            policy.Rules.Select(rule => FormattableString.Invariant($"{rule.Statistic} {rule.Limit} {rule.Severity}")));
        Assert.NotEmpty(Evaluate(policy, [30, 30], [10, 50]).Drifted);
        Assert.Empty(Evaluate(new(), [30, 30], [10, 50]).Drifted);
    }

    [Fact]
    public void Every_profile_is_valid_and_carries_its_name() => Assert.All(
        Enum.GetValues<DriftProfileName>(), name =>
        {
            Assert.Empty(DriftProfiles.Of(name).Validate("drift"));
            Assert.Equal(name, DriftProfiles.Of(name).Profile);
        });

    private static ImmutableArray<DriftEvidence> OfNumbers(DriftPolicy policy, int rows)
    {
        var schema = Given.Schema(1);
        float[][] past = [.. Enumerable.Range(0, rows).Select(i => new float[] { i % 100 })];
        var bins = FeatureBins.Of(schema, past);
        var (reference, current) = (new FeatureSums(1), new FeatureSums(1));
        foreach (var row in past)
        {
            reference.Add(bins, row);
            current.Add(bins, [row[0] + 30]);
        }
        return DriftCheck.Evaluate(policy, schema, bins, FeatureProfile.Of(reference), current).Drifted;
    }

    private static DriftReport Evaluate(DriftPolicy policy, int[] reference, int[] current)
    {
        var schema = new FeatureSchema
        {
            Features = [new("c", FeatureKind.Categorical) { Categories = ["a", "b", "c", "d", "e"] }], Target = "y",
        };
        var bins = FeatureBins.Of(schema, []);
        return DriftCheck.Evaluate(
            policy, schema, bins, FeatureProfile.Of(Sums(bins, reference)), Sums(bins, current));
    }

    private static FeatureSums Sums(FeatureBins bins, int[] counts)
    {
        var sums = new FeatureSums(1);
        foreach (var value in Rows(counts)) sums.Add(bins, [(float)value]);
        return sums;
    }

    private static ProfileReport Compare(
        DriftProfile profile, int[] reference, int[] current, ProfileStatistic? statistic = null) =>
        profile.Compare(Rows(reference), Rows(current), ColumnKind.Categorical, statistic);

    private static double[] Rows(int[] counts) =>
        [.. counts.SelectMany((count, category) => Enumerable.Repeat((double)category, count))];
}
