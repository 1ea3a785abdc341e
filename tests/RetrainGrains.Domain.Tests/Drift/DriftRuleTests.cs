namespace RetrainGrains.Domain.Tests.Drift;

public sealed class DriftRuleTests
{
    private static readonly FeatureSchema Schema = new()
    {
        Features = [new("a"), new("b"), new("c", FeatureKind.Categorical) { Categories = ["x", "y", "z"] }],
        Target = "y",
    };

    [Fact]
    public void Every_rule_counts_as_a_test_on_each_feature_that_it_can_be_taken_of()
    {
        var policy = Given.Shapes with
        {
            Rules =
            [
                new(DriftStatistic.KolmogorovSmirnov, 0.1), new(DriftStatistic.JensenShannon, 0.1),
                new(DriftStatistic.MissingRate, 0.1) { Features = ["b", "another model's"] },
                new(DriftStatistic.Hellinger, 0.1) { Significance = 0.001 },
            ],
        };

        // Three limits on two numbers and one on the categories; then 2, 3, 1 and 3.
        Assert.Equal(2 * 3 + 1 + 2 + 3 + 1 + 3, Evaluate(policy, moved: []).Tests);
        Assert.Equal(0.01 / 16, Evaluate(policy, moved: []).Level);
        Assert.Equal(3, Evaluate(DriftProfiles.Of(DriftProfileName.Evidently), moved: []).Tests);
        Assert.Equal(2, Evaluate(policy with { StabilityLimit = null, MeanShiftLimit = null, Rules = [] }, []).Tests);
    }

    [Fact]
    public void A_rule_for_named_features_leaves_the_others_alone()
    {
        var policy = Only(new DriftRule(DriftStatistic.JensenShannon, 0.1) { Features = ["b"] });

        Assert.Empty(Evaluate(policy, moved: [0, 2]).Drifted);
        Assert.Equal("b", Assert.Single(Evaluate(policy, moved: [0, 1, 2]).Drifted).Feature);
    }

    [Theory]
    [InlineData(DriftCorrection.Bonferroni)]
    [InlineData(DriftCorrection.BenjaminiHochberg)]
    public void A_level_of_its_own_replaces_the_check_s_for_its_rule_alone(DriftCorrection correction)
    {
        var rule = new DriftRule(DriftStatistic.JensenShannon, 0.1);
        // Every test has a level that no p-value passes, except for one rule.
        var policy = Only(rule with { Significance = 1 }, new(DriftStatistic.Hellinger, 0.1)) with
        {
            Significance = 1e-9, Correction = correction, RowsPerIndependentRow = 24,
        };

        Assert.Equal(
            [DriftStatistic.JensenShannon, DriftStatistic.JensenShannon],
            Evaluate(policy, moved: [0, 2]).Drifted.Select(evidence => evidence.Statistic));
        Assert.Empty(Evaluate(policy with { Rules = [rule with { Significance = 1e-9 }] }, moved: [0, 2]).Drifted);
    }

    [Theory]
    [InlineData(0, 1, true)]
    [InlineData(0.5, 1, false)]
    [InlineData(0.5, 2, true)]
    [InlineData(0.67, 2, false)]
    [InlineData(1, 3, true)]
    public void A_check_can_ask_for_a_share_of_the_features(double share, int moved, bool drifts)
    {
        var policy =
            Only(new DriftRule(DriftStatistic.JensenShannon, 0.1)) with { MinimumFeatureShare = share };

        var report = Evaluate(policy, [.. Enumerable.Range(0, moved)]);

        Assert.Equal((moved, drifts), (report.Drifted.Length, report.Any));
    }

    [Fact]
    public void The_default_policy_looks_at_values_shares_and_answers_within_one_level()
    {
        var report = Evaluate(new DriftPolicy { RowsPerIndependentRow = 1 }, moved: [0, 1, 2]);

        // Five on each number and four on the categories; four on the predictions and on the outcomes, which are never
        // missing.
        Assert.Equal((2 * 5 + 4 + 2 * 4, 0.01 / 22), (report.Tests, report.Level));
        Assert.Equal(
            ["a populationStability", "a meanShift", "b populationStability", "b meanShift", "c populationStability",
                "c categoryShift"],
            report.Drifted.Select(evidence => $"{evidence.Feature} {evidence.Statistic}"));
    }

    [Fact]
    public void A_statistic_is_found_in_any_case_and_reported_by_its_own_name()
    {
        var report = Evaluate(Only(new DriftRule("PSI", 0.1), new DriftRule("JENSENSHANNON", 0.1)), moved: [0]);

        Assert.Equal([DriftStatistic.JensenShannon], report.Drifted.Select(evidence => evidence.Statistic));
    }

    [Fact]
    public void Evidence_is_told_in_the_field_s_words()
    {
        Assert.Equal(
            "no2 moved: Jensen–Shannon distance 0.31, limit 0.1 (p = 0.0004)",
            new DriftEvidence("no2", DriftStatistic.JensenShannon, 0.31, 0.1, 0.0004, true).Describe());
        Assert.All(
            DriftStatistics.All,
            statistic => Assert.NotEqual(statistic.Name, statistic.Title));
    }

    private static DriftPolicy Only(params DriftRule[] rules) => Given.Shapes with
    {
        MeanShiftLimit = null, VarianceRatioLimit = null, StabilityLimit = null, RowsPerIndependentRow = 1,
        Rules = [.. rules],
    };

    /// <summary>
    /// Evaluates three hundred rows a side; a moved feature changes from one value in three to two in three.
    /// </summary>
    private static DriftReport Evaluate(DriftPolicy policy, int[] moved)
    {
        float[][] past = [.. Enumerable.Range(0, 300).Select(i => new float[] { i % 3, i % 3, i % 3 })];
        var bins = FeatureBins.Of(Schema, past);
        var (reference, current) = (new FeatureSums(3), new FeatureSums(3));
        for (var i = 0; i < past.Length; i++)
        {
            reference.Add(bins, past[i]);
            var row = past[i].ToArray();
            foreach (var feature in moved) row[feature] = i % 3 == 0 ? 0 : 2;
            current.Add(bins, row);
        }
        return DriftCheck.Evaluate(policy, Schema, bins, FeatureProfile.Of(reference), current);
    }
}
