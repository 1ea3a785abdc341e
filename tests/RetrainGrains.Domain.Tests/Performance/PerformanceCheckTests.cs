namespace RetrainGrains.Domain.Tests.Performance;

public sealed class PerformanceCheckTests
{
    private static readonly LossByDay Calm = LossByDay.Of([1, 2, 3, 4, 5, 3, 2]);
    private static readonly LossByDay Risen = LossByDay.Of([3, 4, 6, 5, 4]);

    [Fact]
    public void Welchs_upper_tail_agrees_with_scipy()
    {
        // scipy.stats.ttest_ind(y, x, equal_var=False, alternative='greater').
        Assert.Equal(0.02946289630052651, PerformanceCheck.WelchUpperTail(Calm, Risen), 1e-9);
        Assert.Equal(1 - 0.02946289630052651, PerformanceCheck.WelchUpperTail(Risen, Calm), 1e-9);
    }

    [Fact]
    public void One_day_is_never_significant_and_constant_days_are_decided_by_their_means()
    {
        Assert.Equal(1, PerformanceCheck.WelchUpperTail(Calm, LossByDay.Of([100])));
        Assert.Equal(0, PerformanceCheck.WelchUpperTail(LossByDay.Of([1, 1]), LossByDay.Of([2, 2])));
        Assert.Equal(1, PerformanceCheck.WelchUpperTail(LossByDay.Of([1, 1]), LossByDay.Of([1, 1])));
    }

    [Theory]
    [InlineData(1.14, false)]
    [InlineData(1.16, true)]
    public void An_rmse_that_rises_by_more_than_fifteen_percent_fires(double factor, bool fires)
    {
        var report = Evaluate(new() { Significance = 1 }, Given.Errors(100, 2), Given.Errors(100, 2 * factor));

        Assert.Equal(fires, report.Fired.Any(evidence => evidence.Metric == Metric.Rmse));
    }

    [Theory]
    [InlineData(91, false)]
    [InlineData(89, true)]
    public void An_accuracy_that_falls_by_more_than_ten_percent_fires(int right, bool fires)
    {
        var report = Evaluate(new() { Significance = 1 }, Classified(100), Classified(right));

        Assert.Equal(fires, report.Fired.Any(evidence => evidence.Metric == Metric.Accuracy));
    }

    [Fact]
    public void A_rise_that_may_be_chance_does_not_fire()
    {
        var (before, now) = (Given.Errors(100, 2), Given.Errors(100, 3));
        var policy = new PerformancePolicy();

        Assert.Empty(Evaluate(policy, before, now, Calm, Risen).Fired);
        Assert.NotEmpty(Evaluate(policy with { Significance = 0.03 }, before, now, Calm, Risen).Fired);
    }

    [Fact]
    public void A_bound_fires_without_significance_and_without_a_reference_and_a_rise_does_not()
    {
        var policy = new PerformancePolicy
        {
            Rules = [new(Metric.Rmse, RuleKind.Bound, 5, Severity.Critical),
                new(Metric.Mae, RuleKind.Worsening, 0.1, Severity.Warning)],
        };
        var current = new WindowSummary(new FeatureSums(1), Given.Errors(100, 6), LossByDay.Of([36]));

        var fired = Assert.Single(PerformanceCheck.Evaluate(policy, null, current).Fired);

        Assert.Equal((Metric.Rmse, 6.0, 5.0), (fired.Metric, fired.Current, fired.Limit));
        Assert.Contains("bound is 5", fired.Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public void Returns_that_fall_are_tested_on_daily_returns_and_not_on_errors()
    {
        var policy = new PerformancePolicy
        {
            Returns = new(),
            Rules = [new(Metric.ProfitFactor, RuleKind.Worsening, 0.2, Severity.Critical)],
        };
        var reference = ErrorProfile.Of(Earning(28, 1.5), 7);

        var fired = Assert.Single(PerformanceCheck.Evaluate(policy, reference, Earning(7, 0.8)).Fired);

        Assert.InRange(fired.Worsening, 0.4, 0.5);
        Assert.True(fired.PValue < 1e-4);
        Assert.Empty(PerformanceCheck.Evaluate(policy, reference, Earning(7, 1.5)).Fired);
        // A reference from before returns were counted shows no fall.
        Assert.Empty(PerformanceCheck.Evaluate(policy, reference with { Returns = null, ReturnLosses = null },
            Earning(7, 0.8)).Fired);
    }

    [Fact]
    public void Too_few_outcomes_say_nothing()
    {
        Assert.Empty(Evaluate(new() { Significance = 1 }, Given.Errors(100, 1), Given.Errors(49, 100)).Evidence);
    }

    private static PerformanceReport Evaluate(
        PerformancePolicy policy, ErrorSums before, ErrorSums now, LossByDay? days = null, LossByDay? daysNow = null) =>
        PerformanceCheck.Evaluate(
            policy, ErrorProfile.Of(before, days ?? Calm),
            new WindowSummary(new FeatureSums(1), now, daysNow ?? Risen));

    // Alternating wins of this size and losses of 1, a little different every day.
    private static WindowSummary Earning(int days, double win)
    {
        var buckets = Enumerable.Range(0, days * 24).Select(hour =>
        {
            var bucket = Given.Bucket(hour);
            bucket.Served.Add(10, 10, hour % 2 == 0 ? win + hour / 24 % 3 * 0.01 : -1);
            return bucket;
        });
        return WindowSummary.Of(Given.Schema(), buckets, 0, days * 24);
    }

    private static ErrorSums Classified(int right)
    {
        var sums = new ErrorSums(PredictionTask.BinaryClassification);
        for (var i = 0; i < 100; i++) sums.Add(i < right ? 0.9 : 0.1, 1);
        return sums;
    }
}
