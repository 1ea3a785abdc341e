namespace RetrainGrains.Domain.Tests.Drift;

public sealed class DriftCorrectionTests
{
    private const int Features = 10;

    // Only shifts and stability are judged.
    private static readonly DriftPolicy Bonferroni = Given.Shapes with
    {
        MeanShiftLimit = 0, VarianceRatioLimit = 1_000, StabilityLimit = 0, Significance = 0.03,
        RowsPerIndependentRow = 1,
    };

    private static readonly DriftPolicy BenjaminiHochberg =
        Bonferroni with { Correction = DriftCorrection.BenjaminiHochberg };

    [Fact]
    public void Benjamini_Hochberg_finds_a_little_drift_of_many_features_where_Bonferroni_finds_none()
    {
        // Each moved feature has p-values of 0.0114 for any change and of 0.0102 for its place.
        Assert.Empty(Evaluate(Bonferroni, moved: Features).Drifted);
        Assert.Equal(2 * Features, Evaluate(BenjaminiHochberg, moved: Features).Drifted.Length);
    }

    [Fact]
    public void Benjamini_Hochberg_finds_nothing_where_one_of_many_features_moves_a_little() =>
        Assert.Empty(Evaluate(BenjaminiHochberg, moved: 1).Drifted);

    [Fact]
    public void A_test_within_its_limit_does_not_help_another_to_be_significant()
    {
        var limited = BenjaminiHochberg with { StabilityLimit = 10 };

        Assert.Equal(Features, Evaluate(limited with { Significance = 0.035 }, moved: Features).Drifted.Length);
        // 0.0102 is above 10 / 30 of 0.03, though below 20 / 30 of it.
        Assert.Empty(Evaluate(limited, moved: Features).Drifted);
    }

    [Fact]
    public void A_switched_off_guard_leaves_the_limits_alone_under_either_correction() => Assert.Equal(
        Evaluate(Bonferroni with { Significance = 1 }, moved: 3).Drifted,
        Evaluate(BenjaminiHochberg with { Significance = 1 }, moved: 3).Drifted);

    [Fact]
    public void The_report_and_its_words_say_what_the_level_promises()
    {
        var (each, share) = (Evaluate(Bonferroni, Features), Evaluate(BenjaminiHochberg, Features));

        Assert.Equal((DriftCorrection.Bonferroni, 0.03 / 30), (each.Correction, each.Level));
        Assert.Equal((DriftCorrection.BenjaminiHochberg, 0.03), (share.Correction, share.Level));
        Assert.Contains("false-alarm level 0.001 each", each.Describe(3));
        Assert.Contains("false share at most 0.03 (Benjamini–Hochberg)", share.Describe(3));
    }

    private static DriftReport Evaluate(DriftPolicy policy, int moved)
    {
        int[] before = [.. Enumerable.Repeat(100, FeatureBins.BinsPerFeature)];
        int[] after = [60, 80, 90, 100, 110, 120, 130, 120, 100, 90];
        var reference = Profile([.. Enumerable.Repeat(before, Features)]);
        var current = Profile([.. Enumerable.Range(0, Features).Select(f => f < moved ? after : before)]);
        ImmutableArray<float> edges = [0, 1, 2, 3, 4, 5, 6, 7, 8];
        var bins = new FeatureBins([.. Enumerable.Repeat(edges, Features)]);
        return DriftCheck.Evaluate(policy, Given.Schema(Features), bins, reference, current.ToSums());
    }

    /// <summary>Makes a profile of 1,000 rows, each with its bin's number as value.</summary>
    private static FeatureProfile Profile(int[][] counts) => new(
        1_000, [.. counts.Select(bins => bins.Select((c, i) => (double)c * i).Sum())],
        [.. counts.Select(bins => bins.Select((c, i) => (double)c * i * i).Sum())],
        [.. counts.Select(_ => 0)], [.. counts.SelectMany(bins => bins)],
        [.. counts.Select(_ => 0)]);
}
