namespace RetrainGrains.Domain.Tests.Drift;

/// <summary>The kinds of drift that means and spreads do not show, under the default limits.</summary>
public sealed class DriftKindTests
{
    private const int Rows = 1_000;
    private static readonly DriftPolicy Policy = new() { RowsPerIndependentRow = 1 };

    [Theory]
    [InlineData(-9999)]
    [InlineData(50)]
    public void F3_zeros_that_became_a_number_below_or_above_all_are_drift(float value) => Assert.True(Check(
        Policy, new Feature("rain"), row => row % 3 == 0 ? row % 7 : 0, row => row % 3 == 0 ? row % 7 : value).Any);

    [Theory]
    [InlineData(-5)]
    [InlineData(7)]
    public void F3_a_constant_that_moved_is_drift_by_its_values_alone(float value) => Assert.True(Check(
        Given.Shapes with { RowsPerIndependentRow = 24 }, new Feature("one"), _ => 1, _ => value).Any);

    [Fact]
    public void F2_categories_that_became_one_and_one_of_thousands_that_is_gone_are_drift()
    {
        Assert.True(Check(Policy, Categories(20), row => row % 20, row => Math.Min(9, row % 20)).Any);
        Assert.Contains(
            Check(Policy, Categories(2_000), row => row % 20 == 0 ? 7 : row * 7919 % 2_000, row => row * 7919 % 2_000)
                .Drifted,
            evidence => evidence.Statistic == DriftStatistic.CategoryShift);
        Assert.False(Check(Policy, Categories(2_000), row => row * 7919 % 2_000, row => row * 7907 % 2_000).Any);
    }

    [Fact]
    public void F4_missing_and_unlisted_values_are_told_apart_and_tested_by_default()
    {
        string[] Found(Func<int, float> now) =>
            [.. Check(Policy, Categories(3), row => row % 3, now).Drifted.Select(evidence => evidence.Statistic)];

        Assert.Equal([DriftStatistic.MissingRate], Found(_ => float.NaN));
        Assert.Equal([DriftStatistic.MissingRate, DriftStatistic.UnlistedRate], Found(_ => FeatureCode.Unlisted));
    }

    [Fact]
    public void A_severity_of_a_rule_is_that_of_what_it_finds()
    {
        var policy = Policy with
        {
            Rules =
            [
                new(DriftStatistic.MeanShift, 0.25) { Severity = Severity.Critical },
                new(DriftStatistic.VarianceRatio, 2) { Severity = Severity.Info },
            ],
        };

        var report = Check(policy, new Feature("a"), row => row % 100, row => 3 * (row % 100));

        Assert.True(report.AnyCritical);
        Assert.Equal(
            ["meanShift Critical", "populationStability Warning", "varianceRatio Info"],
            report.Drifted.Where(evidence => evidence.Statistic != DriftStatistic.OutOfRange)
                .Select(evidence => $"{evidence.Statistic} {evidence.Severity}").Order());
        Assert.Equal(
            "drift.severity", Assert.Single((Policy with { Severity = Severity.Emergency }).Validate("drift")).Field);
    }

    [Fact]
    public void Outcomes_that_move_while_inputs_do_not_are_found_and_told_so()
    {
        var schema = Given.Schema(1);
        float[][] inputs = [.. Enumerable.Range(0, Rows).Select(row => new[] { (float)(row % 100) })];
        float[][] moved = [.. inputs.Select(row => new[] { row[0] + 40 })];
        var (bins, answers) = (FeatureBins.Of(schema, inputs), AnswerBins.Of(schema, inputs));
        AnswerWindow Window(FeatureBins of, float[][] now) => new(of, FeatureProfile.Of(Sum(of, inputs)), Sum(of, now));
        DriftReport Look(float[][] outcomes) => DriftCheck.Evaluate(
            Policy, schema, bins, FeatureProfile.Of(Sum(bins, inputs)), Sum(bins, inputs),
            new AnswerWindows(Window(answers.Predictions, inputs), Window(answers.Outcomes, outcomes)));

        Assert.False(Look(inputs).Any);
        var report = Look(moved);

        Assert.All(report.Drifted, evidence => Assert.Equal(DriftSubject.Outcome, evidence.Subject));
        Assert.True(report is { Any: true, IsOfOutcomesOnly: true });
        Assert.Contains("the outcomes (y)", report.Describe(3));
        Assert.Contains("outcomes have moved while inputs have not", report.Describe(3));
    }

    [Fact]
    public void Bins_are_bounded_however_many_categories_there_are_and_keep_what_matters_apart()
    {
        var schema = Given.Schema(1) with { Features = [Categories(5_000)] };
        var bins = FeatureBins.Of(schema, [.. Enumerable.Range(0, 20_000).Select(row =>
            new[] { row % 50 == 0 ? 4_999f : row * 7919 % 5_000 })]);

        Assert.InRange(bins.Layout.Total, 1, CategoryPlaces.OwnMax + CategoryPlaces.SharedMax);
        Assert.Equal(4_999, bins.Categories!.Value[0][0]);
        Assert.Equal(bins, DomainJson.Read<FeatureBins>(DomainJson.Write(bins)));
    }

    private static Feature Categories(int count) => new("c", FeatureKind.Categorical)
    {
        Categories = [.. Enumerable.Range(0, count).Select(i => $"c{i}")],
    };

    private static DriftReport Check(
        DriftPolicy policy, Feature feature, Func<int, float> before, Func<int, float> now)
    {
        var schema = Given.Schema(1) with { Features = [feature], LastValue = null };
        float[][] reference = [.. Enumerable.Range(0, Rows).Select(row => new[] { before(row) })];
        var bins = FeatureBins.Of(schema, reference);
        return DriftCheck.Evaluate(
            policy, schema, bins, FeatureProfile.Of(Sum(bins, reference)),
            Sum(bins, [.. Enumerable.Range(0, Rows).Select(row => new[] { now(row) })]));
    }

    private static FeatureSums Sum(FeatureBins bins, float[][] rows)
    {
        var sums = new FeatureSums(1);
        foreach (var row in rows) sums.Add(bins, row);
        return sums;
    }
}
