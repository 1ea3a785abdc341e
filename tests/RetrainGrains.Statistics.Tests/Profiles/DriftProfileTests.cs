using RetrainGrains.Statistics.Profiles;
using RetrainGrains.Statistics.Tests.TwoSample;

namespace RetrainGrains.Statistics.Tests.Profiles;

/// <summary>The vectors that the tools publish in their own tests, and their choices.</summary>
public sealed class DriftProfileTests
{
    private static readonly double[] Reference = Repeat([16, 18, 16, 14, 12, 12]);
    private static readonly double[] Current = Repeat([16, 16, 16, 16, 16, 8]);
    private static readonly double[] Eight = [38.7, 41.5, 43.8, 44.5, 45.5, 46.0, 47.7, 58.0];
    private static readonly double[] Other = [39.2, 39.3, 39.7, 41.4, 41.8, 42.9, 43.3, 45.8];

    [Fact]
    public void Evidently_chi_squared_scales_the_reference()
    {
        var report = Evidently(Reference, Current, ColumnKind.Categorical, ProfileStatistic.ChiSquared);
        var twice = Evidently([.. Reference, .. Reference], Current, ColumnKind.Categorical);

        Assert.Equal(0.67309, report.Score, 1e-5);
        Assert.Equal(0.67309, twice.Score, 1e-5);
        Assert.Equal(ProfileStatistic.ChiSquared, twice.Statistic);
        Assert.Equal((0.05, false), (twice.Threshold, twice.Drifted));
    }

    [Fact]
    public void Evidently_scores_of_its_own_tests()
    {
        Assert.Equal(
            0.06812, Evidently(Reference, Current, ColumnKind.Categorical, ProfileStatistic.Hellinger).Score, 1e-5);
        Assert.Equal(
            0.481, Evidently(Reference, Current, ColumnKind.Numeric, ProfileStatistic.MannWhitney).Score, 1e-3);
        Assert.Equal(0.084, Evidently(Eight, Other, ColumnKind.Numeric, ProfileStatistic.StudentT).Score, 1e-3);
        Assert.Equal(
            0.0635, Evidently(Eight, Other, ColumnKind.Numeric, ProfileStatistic.AndersonDarling).Score, 1e-4);
        Assert.Equal(
            0.8176,
            Evidently(Repeat([5, 5, 8]), Repeat([4, 6, 8]), ColumnKind.Categorical, ProfileStatistic.G).Score, 1e-4);
    }

    [Theory]
    [InlineData("abbaab", "bbabba", 15, 0.033, true)]
    [InlineData("abbaab", "aaaaaa", 1, 0.181, false)]
    [InlineData("aaaaaa", "aaaaaa", 1, 1.0, false)]
    [InlineData("abbbab", "bbbaba", 1, 1.0, false)]
    [InlineData("aaaaaa", "bbbbbb", 1, 0.0021, true)]
    [InlineData("aaabb", "bbbaa", 30, 0.00078, true)]
    public void Evidently_Fisher_tests(string reference, string current, int times, double chance, bool drifted)
    {
        var report = Evidently(
            Codes(reference, times), Codes(current, times), ColumnKind.Categorical, ProfileStatistic.FisherExact);

        Assert.Equal(chance, report.Score, 1e-3);
        Assert.Equal(drifted, report.Drifted);
    }

    [Theory]
    [InlineData(1, 10, ColumnKind.Numeric, ProfileStatistic.ProportionZ)]
    [InlineData(11, 1, ColumnKind.Numeric, ProfileStatistic.KolmogorovSmirnov)]
    [InlineData(11, 1000, ColumnKind.Numeric, ProfileStatistic.Wasserstein)]
    [InlineData(5, 1000, ColumnKind.Numeric, ProfileStatistic.JensenShannon)]
    [InlineData(5, 200, ColumnKind.Numeric, ProfileStatistic.ChiSquared)]
    [InlineData(3, 10, ColumnKind.Categorical, ProfileStatistic.ChiSquared)]
    [InlineData(2, 10, ColumnKind.Categorical, ProfileStatistic.ProportionZ)]
    [InlineData(2, 10_000, ColumnKind.Categorical, ProfileStatistic.JensenShannon)]
    public void Evidently_chooses_by_kind_values_and_reference_rows(
        int values, int times, ColumnKind kind, ProfileStatistic expected)
    {
        double[] column = [.. Enumerable.Repeat(Enumerable.Range(1, values), times).SelectMany(v => v).Select(v => v)];

        var report = Evidently(column, column[..values], kind);

        Assert.Equal(expected, report.Statistic);
        Assert.False(report.Drifted);
    }

    [Fact]
    public void Evidently_leaves_out_missing_and_infinite_values()
    {
        double[] gaps = [double.NaN, .. Eight, double.PositiveInfinity];

        Assert.Equal(
            Evidently(Eight, Other, ColumnKind.Numeric), Evidently(gaps, Other, ColumnKind.Numeric));
    }

    [Fact]
    public void A_small_window_without_drift_is_drift_to_Evidently_when_the_reference_is_large()
    {
        var reference = Samples.Draw(Samples.Normal, 5_000, 1);
        var alarms = Enumerable.Range(2, 100).Count(seed =>
            Evidently(reference, Samples.Draw(Samples.Normal, 100, seed), ColumnKind.Numeric).Drifted == true);

        Assert.InRange(alarms, 50, 80);
    }

    [Fact]
    public void Frouros_scores_of_its_own_tests()
    {
        (ProfileStatistic Statistic, double Value)[] expected =
        [
            (ProfileStatistic.PopulationStability, 461.20379435), (ProfileStatistic.Hellinger, 0.74509099),
            (ProfileStatistic.JensenShannon, 0.67010107),
            (ProfileStatistic.KullbackLeibler, double.PositiveInfinity),
            (ProfileStatistic.Wasserstein, 3.85346006), (ProfileStatistic.Energy, 2.11059982),
        ];

        Assert.All(expected, item =>
        {
            var report = DriftProfile.Frouros.Compare(
                FrourosFixture.Reference, FrourosFixture.Current, ColumnKind.Numeric, item.Statistic);
            // One value is published rounded in its seventh digit.
            Assert.Equal(item.Value, report.Value, item.Value * 1e-7);
            Assert.Null(report.Drifted);
        });
    }

    [Fact]
    public void Frouros_chi_squared_of_its_own_test()
    {
        var report = DriftProfile.Frouros.Compare(Codes("aabaab", 1), Codes("bacccc", 1), ColumnKind.Categorical);

        Assert.Equal(6.13333333, report.Value, 1e-8);
        Assert.Equal(0.04657615, report.Score, 1e-8);
    }

    [Fact]
    public void A_threshold_that_is_given_is_used()
    {
        var report = DriftProfile.NannyMl.Compare(
            FrourosFixture.Reference, FrourosFixture.Current, ColumnKind.Numeric, threshold: 0.1);

        Assert.Equal(ProfileStatistic.JensenShannon, report.Statistic);
        Assert.Equal((0.1, true), (report.Threshold, report.Drifted));
    }

    [Fact]
    public void A_chunk_threshold_is_the_mean_and_three_deviations()
    {
        // NannyML's own example: mean 4.5 and standard deviation 2.87.
        var threshold = ChunkThreshold.Of([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);

        Assert.Equal(13.116843969807043, threshold.Upper!.Value, 1e-12);
        Assert.Null(threshold.Lower);
        Assert.True(threshold.Alerts(14));
        Assert.False(threshold.Alerts(0));
        Assert.True(new ChunkThreshold(1, 2).Alerts(0.5));
    }

    [Fact]
    public void A_data_set_drifts_with_half_of_its_columns()
    {
        var drifted = new ProfileReport(ProfileStatistic.Energy, 1, null, 0.1, true);
        var stable = drifted with { Drifted = false };

        Assert.Equal(new DatasetDrift(1, 2, true), DatasetDrift.Of([drifted, stable]));
        Assert.Equal(new DatasetDrift(1, 3, false), DatasetDrift.Of([drifted, stable, stable]));
        Assert.Throws<ArgumentException>(() => DatasetDrift.Of([]));
    }

    [Fact]
    public void What_a_tool_does_not_have_is_refused()
    {
        Assert.Contains(
            "statistic is G; NannyML has none of that name for Categorical columns",
            Refusal(() => DriftProfile.NannyMl.Compare([1], [2], ColumnKind.Categorical, ProfileStatistic.G)));
        Assert.Contains(
            "current has 1 values and all are missing",
            Refusal(() => Evidently([1], [double.NaN], ColumnKind.Numeric)));
        Assert.Contains(
            "statistic is FisherExact for 2 categories in 2 and 1 rows",
            Refusal(() => Evidently([1, 2], [1], ColumnKind.Categorical, ProfileStatistic.FisherExact)));
    }

    private static string Refusal(Action action) => Assert.Throws<ArgumentException>(action).Message;

    private static ProfileReport Evidently(
        double[] reference, double[] current, ColumnKind kind, ProfileStatistic? statistic = null) =>
        DriftProfile.Evidently.Compare(reference, current, kind, statistic);

    private static double[] Repeat(int[] counts) =>
        [.. counts.SelectMany((count, value) => Enumerable.Repeat(value + 1.0, count))];

    private static double[] Codes(string categories, int times) =>
        [.. Enumerable.Repeat(categories, times).SelectMany(letters => letters).Select(letter => (double)letter)];
}
