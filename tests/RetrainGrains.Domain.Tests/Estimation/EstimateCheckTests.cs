namespace RetrainGrains.Domain.Tests.Estimation;

public sealed class EstimateCheckTests
{
    private static readonly PerformanceRule Worse = new(Metric.Rmse, RuleKind.Worsening, 0.1, Severity.Critical);
    private static readonly PerformanceRule Floor = new(Metric.Accuracy, RuleKind.Bound, 0.7, Severity.Critical);
    private static readonly DateTimeOffset Now = Given.Start.AddDays(7);

    [Fact]
    public void Other_inputs_that_cost_more_are_told_in_numbers()
    {
        var source = new Calibrated(PredictionTask.Regression, 1);
        var report = Evaluate(Worse, source.Absorb(source.Fitted(), source.Rows(0, 7, 50, power: 9)));

        var fired = Assert.Single(report.Fired);
        Assert.Equal((350, Severity.Warning), (report.Rows, fired.Severity));
        Assert.True(fired.Lower > fired.Reference && fired.Lower < fired.Estimate && fired.Estimate < fired.Upper);
        Assert.Matches("^RMSE is estimated at [0-9.]+ ± [0-9.]+ before outcomes, [0-9.]+ % worse than [0-9.]+ "
            + @"\(limit 10 %; 350 predictions\)$", fired.Describe(report.Rows));
    }

    [Fact]
    public void A_bound_is_held_against_the_estimate_too()
    {
        var source = new Calibrated(PredictionTask.BinaryClassification, 2);
        var near = source.Rows(0, 7, 50).Select(row => row with { Prediction = 0.45 + row.Prediction / 10 });

        var fired = Assert.Single(Evaluate(Floor, source.Absorb(source.Fitted(), near)).Fired);

        Assert.InRange(fired.Estimate, 0.5, 0.6);
        Assert.StartsWith("accuracy is estimated at 0.5", fired.Describe(350), StringComparison.Ordinal);
        Assert.Empty(Evaluate(
            Floor, source.Absorb(source.Fitted(), source.Rows(0, 7, 50))).Fired);
    }

    [Theory]
    [InlineData(PredictionTask.Regression, Metric.Rmse)]
    [InlineData(PredictionTask.BinaryClassification, Metric.Accuracy)]
    public void Unchanged_inputs_do_not_alert_even_without_a_limit(PredictionTask task, Metric metric)
    {
        var rule = new PerformanceRule(metric, RuleKind.Worsening, 0, Severity.Critical);
        var alerts = Enumerable.Range(0, 200).Count(seed =>
        {
            var source = new Calibrated(task, seed);
            return Evaluate(rule, source.Absorb(source.Fitted(), source.Rows(0, 7, 50))).Fired.Any();
        });

        Assert.InRange(alerts, 0, 2);
    }

    [Fact]
    public void Days_that_differ_do_not_alert_as_long_as_they_differed_before()
    {
        var rule = new PerformanceRule(Metric.Rmse, RuleKind.Worsening, 0, Severity.Critical);
        var alerts = Enumerable.Range(0, 200).Count(seed =>
        {
            var (source, random) = (new Calibrated(PredictionTask.Regression, seed), new Random(seed));
            ReferenceRow[] rows = [.. Enumerable.Range(-14, 21).SelectMany(
                day => source.Rows(day, 1, 50, 0.3 + 3 * random.NextDouble()))];
            var estimator = EstimatorFit.Fit(
                new() { MinimumRows = 200 }, Given.Schema(), rows[..700], 1, Given.Start)!;
            var estimation = new EstimationState(SemanticVersion.First).With(estimator);
            return Evaluate(rule, source.Absorb(estimation, rows[700..])).Fired.Any();
        });

        Assert.InRange(alerts, 0, 4);
    }

    [Fact]
    public void An_estimator_that_was_wrong_says_so_and_does_not_alert()
    {
        var source = new Calibrated(PredictionTask.Regression, 3);
        var known = source.Rows(0, 5, 50, power: 9, opposite: true);
        var estimation = source.Absorb(source.Absorb(source.Fitted(), known), source.Rows(5, 2, 50, power: 9));

        var report = Evaluate(Worse, estimation, source.Outcomes(known));

        Assert.True(Assert.Single(report.Evidence).Worsening > 0.1);
        Assert.Empty(report.Fired);
        Assert.Contains(
            "estimates of RMSE were within their band on 0 % of 5 days", report.Doubt, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_few_predictions_say_nothing()
    {
        var source = new Calibrated(PredictionTask.Regression, 4);
        var report = Evaluate(Worse, source.Absorb(source.Fitted(), source.Rows(6, 1, 49, power: 9)));

        Assert.Empty(report.Evidence);
        Assert.Equal(
            ["errors before outcomes cannot be compared: 49 predictions in 7 days, of at least 50"],
            report.NotCompared);
    }

    [Theory]
    [InlineData(Metric.Precision, 1, 0.4, "precision before outcomes cannot be compared: it has no expected value on "
        + "350 predictions: class 1 was never predicted")]
    [InlineData(Metric.Precision, 0.4, 0.4, "precision before outcomes cannot be compared: it has no value, or no "
        + "standard error, on the 700 outcomes of the fit")]
    [InlineData(Metric.Accuracy, 0.4, 0.4, null)]
    public void A_metric_without_a_value_is_told_as_not_compared_with_its_reason(
        Metric metric, double atFit, double now, string? told)
    {
        var source = new Calibrated(PredictionTask.BinaryClassification, 6);
        var rule = new PerformanceRule(metric, RuleKind.Worsening, 0.1, Severity.Critical);
        var estimator = EstimatorFit.Fit(
            new() { MinimumRows = 200 }, Given.Schema(task: PredictionTask.BinaryClassification),
            [.. Below(source.Rows(-14, 14, 50), atFit)], 1, Given.Start)!;
        var estimation = new EstimationState(SemanticVersion.First).With(estimator);

        var report = Evaluate(rule, source.Absorb(estimation, Below(source.Rows(0, 7, 50), now)));

        Assert.Equal(told is null ? [] : [told], report.NotCompared);
        Assert.Equal(told is null ? 1 : 0, report.Evidence.Length);

        static IEnumerable<ReferenceRow> Below(IEnumerable<ReferenceRow> rows, double most) =>
            rows.Select(row => row with { Prediction = row.Prediction * most });
    }

    [Fact]
    public void A_check_lists_what_had_no_value_beside_what_was_not_compared_of_inputs()
    {
        var waiting = new EstimationState(SemanticVersion.First) { FitAfter = 900 };
        var policy = Calibrated.Policy(new(Metric.R2, RuleKind.Bound, 0.2, Severity.Critical), Worse);
        var state = Given.Serving(policy);
        var bucket = HourBucket.Empty(HourBucket.HourOf(Now) - 1, state.Schema, 1);
        for (var row = 0; row < 100; row++) bucket.Served.Add(5, 5);

        var check = ModelLifecycle.Decide(
            state, new CheckDue(Given.LearnedState(state, 1_000, Now) with { Estimation = waiting }, [bucket]), Now)
            .Events.OfType<ModelChecked>().Single();

        Assert.Contains("R² has no value, all outcomes are equal: no verdict", check.NotCompared);
        Assert.Contains(check.NotCompared, reason => reason.StartsWith(
            "errors before outcomes cannot be compared: 100 outcomes since 1.0.0", StringComparison.Ordinal));
        Assert.Contains(
            check.NotCompared, reason => reason.StartsWith("inputs cannot be compared", StringComparison.Ordinal));
    }

    [Fact]
    public void Days_before_the_lookback_are_left_out()
    {
        var source = new Calibrated(PredictionTask.Regression, 5);
        var estimation = source.Absorb(source.Fitted(), source.Rows(-3, 10, 50));

        Assert.Equal(7 * 50, Evaluate(Worse, estimation).Rows);
    }

    [Fact]
    public void While_it_waits_for_outcomes_it_says_for_how_many()
    {
        var waiting = new EstimationState(SemanticVersion.First) { FitAfter = 900 };

        var report = Evaluate(Worse, waiting);

        Assert.Equal(
            "100 outcomes since 1.0.0 was promoted; a fit needs 200 whose predictions are within 28 days",
            report.Doubt);
    }

    [Fact]
    public void It_acts_only_where_a_policy_gives_it_the_severity()
    {
        var source = new Calibrated(PredictionTask.Regression, 7);
        var estimation = source.Absorb(source.Fitted(), source.Rows(0, 7, 50, power: 9));
        var policy = Calibrated.Policy(Worse);
        var critical = policy with
        {
            Performance = policy.Performance with
            {
                Estimation = policy.Performance.Estimation! with { Severity = Severity.Critical },
            },
        };

        Assert.Empty(Checked(policy, estimation).Decision.Fired);
        Assert.Equal(TriggerKind.Estimate, Checked(critical, estimation).Decision.Lead!.Kind);
    }

    [Fact]
    public void An_alert_is_told_once_until_it_has_ended()
    {
        var source = new Calibrated(PredictionTask.Regression, 8);
        var policy = Calibrated.Policy(Worse);
        var (calm, risen) = (source.Fitted(), source.Absorb(source.Fitted(), source.Rows(0, 7, 50, power: 9)));
        var (state, told) = (Given.Serving(policy), new List<int>());
        foreach (var (estimation, hour) in new[] { calm, risen, risen, calm, risen }.Select((one, hour) => (one, hour)))
        {
            var decision = Decide(state, estimation, Now.AddHours(hour - 5));
            if (decision.Effects.OfType<Notify>().Any(note => note.Severity == Severity.Warning)) told.Add(hour);
            state = Given.After(state, decision);
        }

        Assert.Equal([1, 4], told);
    }

    [Fact]
    public void Where_nothing_is_estimated_a_check_reads_and_is_written_as_before()
    {
        var state = Given.Serving(new());
        var check = Decide(state, null, Now).Events.OfType<ModelChecked>().Single();
        var json = DomainJson.Write<LifecycleEvent>(check);

        Assert.DoesNotContain("\"estimate\"", json, StringComparison.OrdinalIgnoreCase);
        Assert.Null(((ModelChecked)DomainJson.Read<LifecycleEvent>(json)).Estimate);
        var ruleless = state with { Policy = new() { Triggers = new() { Rules = [] } } };
        Assert.DoesNotContain("estimat", DomainJson.Write(ruleless), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_report_is_read_from_the_ledger_as_it_was_written()
    {
        var source = new Calibrated(PredictionTask.Regression, 9);
        var check = Checked(
            Calibrated.Policy(Worse), source.Absorb(source.Fitted(), source.Rows(0, 7, 50, power: 9)));
        var json = DomainJson.Write<LifecycleEvent>(check);

        Assert.Single(((ModelChecked)DomainJson.Read<LifecycleEvent>(json)).Estimate!.Fired);
        Assert.Equal(json, DomainJson.Write(DomainJson.Read<LifecycleEvent>(json)));
    }

    private static EstimateReport Evaluate(
        PerformanceRule rule, EstimationState estimation, params HourBucket[] buckets)
    {
        var task = Metrics.AppliesTo(rule.Metric, PredictionTask.Regression)
            ? PredictionTask.Regression
            : PredictionTask.BinaryClassification;
        var state = Calibrated.Serving(Calibrated.Policy(rule), task);
        var learned = Given.LearnedState(state, 1_000, Now) with { Estimation = estimation };
        return EstimateCheck.Evaluate(
            state.Policy.Performance, task, learned.Estimation, learned.Cursor, buckets, Now.AddMinutes(-1))!;
    }

    private static ModelChecked Checked(ModelPolicy policy, EstimationState estimation) =>
        Decide(Given.Serving(policy), estimation, Now.AddMinutes(-1)).Events.OfType<ModelChecked>().Single();

    private static LifecycleDecision Decide(ModelState state, EstimationState? estimation, DateTimeOffset now) =>
        ModelLifecycle.Decide(
            state, new CheckDue(Given.LearnedState(state, 1_000, now) with { Estimation = estimation }, []), now);
}
