namespace RetrainGrains.Domain.Tests.Performance;

/// <summary>F15: a metric without a value on its rows gives no verdict, and says why.</summary>
public sealed class UndefinedMetricTests
{
    // Rows on which some metric of the task has no value.
    private static readonly (string Name, ErrorSums Sums)[] Degenerate =
    [
        ("a constant, met exactly", Numbers((5, 5), (5, 5))),
        ("a constant, missed", Numbers((5.1, 5.3), (5.1, 5))),
        ("zeros", Numbers((0, 1), (0, -1))),
        ("one class, always predicted", Classes((1, 0.9), (1, 0.8))),
        ("one class, never predicted", Classes((1, 0.1), (1, 0.2))),
        ("the other class, never predicted", Classes((0, 0.1), (0, 0.2))),
        ("both classes, one predicted", Classes((0, 0.1), (1, 0.2))),
        ("one of several classes", Several((2, 2), (2, 1))),
    ];

    private static readonly (string Name, ErrorSums Sums)[] Usual =
    [
        ("numbers", Numbers((1, 2), (5, 4))), ("classes", Classes((0, 0.1), (1, 0.9), (1, 0.2), (0, 0.8))),
        ("several", Several((0, 0), (1, 2), (2, 2))),
    ];

    public static TheoryData<string, Metric> Undefined() => [.. Cases(Degenerate).Where(HasNoValue).Select(Named)];

    public static TheoryData<string, Metric> Defined() =>
        [.. Cases(Usual).Where(one => !HasNoValue(one)).Select(Named)];

    [Theory]
    [MemberData(nameof(Undefined))]
    public void No_bound_gate_judges_it(string rows, Metric metric)
    {
        var verdict = Assert.Single(Judge("bound", rows, rows, metric));

        Assert.True(verdict.Passed);
        Assert.Contains("has no value, ", verdict.Finding, StringComparison.Ordinal);
        Assert.EndsWith(": no verdict", verdict.Finding, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", verdict.Finding, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Undefined))]
    public void No_regression_gate_judges_it(string rows, Metric metric)
    {
        var verdict = Assert.Single(Judge("regression", rows, rows, metric));

        Assert.True(verdict.Passed);
        Assert.EndsWith(": no verdict", verdict.Finding, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", verdict.Finding, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Undefined))]
    public void No_rule_on_it_fires_in_a_window_and_the_explanation_says_why(string rows, Metric metric)
    {
        var sums = Find(rows);
        foreach (var kind in Enum.GetValues<RuleKind>())
        {
            var evidence = Evaluate(metric, kind, ErrorProfile.Of(sums, LossByDay.Of([1, 2])), sums);

            Assert.False(evidence.Fired);
            Assert.NotNull(evidence.Undefined);
            Assert.DoesNotContain("NaN", evidence.Describe(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Defined))]
    public void A_reference_in_which_it_had_no_value_is_named(string rows, Metric metric)
    {
        var now = Find(rows);
        foreach (var (_, before) in Degenerate.Where(one => one.Sums.Answer == now.Answer))
        {
            if (!double.IsNaN(Metrics.Of(before, metric))) continue;
            var profile = ErrorProfile.Of(before, LossByDay.Of([1, 2]));
            var evidence = Evaluate(metric, RuleKind.Worsening, profile, now);

            Assert.False(evidence.Fired);
            Assert.EndsWith("in its reference: no verdict", evidence.Describe(), StringComparison.Ordinal);
            Assert.Null(Evaluate(metric, RuleKind.Bound, profile, now).Undefined);
        }
    }

    [Fact]
    public void A_constant_that_sums_cannot_hold_exactly_has_no_r_squared_either()
    {
        var sums = Numbers([.. Enumerable.Repeat((5.1, 5.2), 5_000)]);

        Assert.Equal("all outcomes are equal", Metrics.WhyUndefined(sums, Metric.R2));
    }

    [Fact]
    public void Errors_of_mere_rounding_are_none()
    {
        var sums = Numbers((5, 5 + 2e-15), (5, 5 - 2e-15));

        Assert.Equal((0.0, 0.0), (Metrics.Of(sums, Metric.Rmse), Metrics.Of(sums, Metric.Mae)));
        Assert.Equal(0, Metrics.Worsening(Metric.Rmse, 0, 0));
    }

    [Fact]
    public void A_profit_factor_without_any_loss_in_its_reference_gives_no_verdict()
    {
        var evidence = Evaluate(
            Metric.ProfitFactor, RuleKind.Worsening, ErrorProfile.Of(Earning(1, 2), LossByDay.Of([1, 2])),
            Earning(1, -1));

        Assert.False(evidence.Fired);
        Assert.Contains("its reference has no finite value: no verdict", evidence.Describe(), StringComparison.Ordinal);
    }

    private static PerformanceEvidence Evaluate(Metric metric, RuleKind kind, ErrorProfile before, ErrorSums now)
    {
        var policy = new PerformancePolicy
        {
            Rules = [new(metric, kind, 0.1, Severity.Critical)], MinimumOutcomes = 1, Significance = 1, Returns = new(),
        };
        var window = new WindowSummary(new FeatureSums(1), now, LossByDay.Of([3, 4]));
        return Assert.Single(PerformanceCheck.Evaluate(policy, before, window).Evidence);
    }

    private static IEnumerable<GateVerdict> Judge(string gate, string challenging, string serving, Metric metric)
    {
        var policy = new GatePolicy
        {
            Use = [gate], Bounds = [new(metric, 0.5)], RegressionMetrics = [metric], MinimumRows = 1,
        };
        var subject = new GateCase(
            "challenger", Find(challenging), Find(serving), 1, 1, 0.5, false, PredictionProbe.None);
        return GateList.Judge(policy, subject).Verdicts;
    }

    private static IEnumerable<(string Rows, ErrorSums Sums, Metric Metric)> Cases(
        (string Name, ErrorSums Sums)[] rows) =>
        rows.SelectMany(one => Enum.GetValues<Metric>()
            .Where(metric => Metrics.AppliesTo(metric, one.Sums.Task))
            .Select(metric => (one.Name, one.Sums, metric)));

    private static bool HasNoValue((string Rows, ErrorSums Sums, Metric Metric) one) =>
        double.IsNaN(Metrics.Of(one.Sums, one.Metric));

    private static (string Rows, Metric Metric) Named((string Rows, ErrorSums Sums, Metric Metric) one) =>
        (one.Rows, one.Metric);

    private static ErrorSums Find(string name) => Degenerate.Concat(Usual).Single(one => one.Name == name).Sums;

    private static ErrorSums Numbers(params (double Outcome, double Prediction)[] rows) =>
        Sums(new AnswerKind(PredictionTask.Regression, 0), rows);

    private static ErrorSums Classes(params (double Outcome, double Prediction)[] rows) =>
        Sums(new AnswerKind(PredictionTask.BinaryClassification, 0), rows);

    private static ErrorSums Several(params (double Outcome, double Prediction)[] rows) =>
        Sums(new AnswerKind(PredictionTask.MulticlassClassification, 3), rows);

    private static ErrorSums Earning(params double[] returns)
    {
        var sums = new ErrorSums(new AnswerKind(PredictionTask.Regression, 0));
        foreach (var earned in returns) sums.Add(1, 1, earned);
        return sums;
    }

    private static ErrorSums Sums(AnswerKind answer, (double Outcome, double Prediction)[] rows)
    {
        var sums = new ErrorSums(answer);
        foreach (var (outcome, prediction) in rows) sums.Add(prediction, outcome);
        return sums;
    }
}
