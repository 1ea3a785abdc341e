namespace RetrainGrains.Domain.Tests.Gates;

public sealed class GateListTests
{
    private static readonly GateCase Good = new(
        "challenger", Given.Errors(100, 1), Given.Errors(100, 2), 1, 4, 0.5, false, Given.Sound);

    private static readonly GateCase Member = Good with { Role = GateRole.Member };

    [Fact]
    public void A_good_challenger_passes_and_every_gate_is_listed()
    {
        var report = GateList.Judge(new() { Bounds = [new(Metric.Rmse, 5)] }, Good);

        Assert.True(report.Passed);
        Assert.Equal(["sanity", "bound", "rows", "regression", "regression", "improvement"],
            report.Verdicts.Select(verdict => verdict.Gate));
    }

    [Fact]
    public void Every_gate_answers_also_after_one_has_said_no()
    {
        var bad = Good with
        {
            Challenging = Given.Errors(20, 9), Serving = Given.Errors(20, 2), Loss = 81, Probe = Given.Insane,
        };

        var report = GateList.Judge(new() { Bounds = [new(Metric.Rmse, 5)] }, bad);

        Assert.Equal(["sanity", "rows", "regression", "regression", "improvement"],
            report.Failed.Select(verdict => verdict.Gate));
        // Too few rows break no bound: the gate of rows fails instead.
        Assert.Equal(6, report.Verdicts.Length);
        Assert.Contains("20 later rows, 50 are needed", report.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4.99, false)]
    [InlineData(5, true)]
    public void A_bound_is_a_promise_of_the_challengers_own(double limit, bool passes)
    {
        var report = GateList.Judge(new() { Bounds = [new(Metric.Rmse, limit)] },
            Good with { Challenging = Given.Errors(100, 5), Serving = Given.Errors(100, 9) });

        Assert.Equal(passes, report.Passed);
    }

    [Theory]
    [InlineData(2.1, true)]
    [InlineData(2.11, false)]
    public void No_metric_may_be_more_than_five_percent_worse_than_the_champions(double error, bool passes)
    {
        var report = GateList.Judge(new() { MinimumImprovement = 0 },
            Good with { Challenging = Given.Errors(100, error - 1e-9), Loss = 4 });

        Assert.Equal(passes, report.Passed);
    }

    [Fact]
    public void Any_metric_can_be_protected_and_those_of_another_task_are_passed_over()
    {
        var policy = new GatePolicy { RegressionMetrics = [Metric.R2, Metric.F1, Metric.Bias], MinimumImprovement = 0 };

        var report = GateList.Judge(policy, Good with { Challenging = Given.Errors(100, 3) });

        Assert.Equal(["R²", "bias"], report.Failed.Select(verdict => verdict.Finding.Split(' ')[0]));
    }

    [Theory]
    [InlineData(1.1, true)]
    [InlineData(0.9, false)]
    public void A_challenger_can_be_bound_to_earn_more_than_it_loses(double gained, bool passes)
    {
        var policy = new GatePolicy { Bounds = [new(Metric.ProfitFactor, 1), new(Metric.MaximumDrawdown, 60)] };
        var sums = new ErrorSums(PredictionTask.Regression);
        for (var i = 0; i < 100; i++) sums.Add(11, 10, i % 2 == 0 ? gained : -1);

        var report = GateList.Judge(policy, Good with { Challenging = sums });

        Assert.Equal(passes ? 2 : 1, report.Verdicts.Count(verdict => verdict is { Gate: "bound", Passed: true }));
        Assert.Contains(report.Verdicts, verdict => verdict.Finding == $"profit factor {gained:0.0}, must be ≥ 1");
    }

    [Fact]
    public void F15_a_bound_on_a_metric_without_a_value_gives_no_verdict_and_says_why()
    {
        var report = GateList.Judge(new() { Bounds = [new(Metric.Sharpe, 0)] }, Good);

        Assert.True(report.Passed);
        Assert.Contains("Sharpe ratio has no value, returns do not vary: no verdict", report.Reason);
    }

    [Fact]
    public void A_challenger_that_errs_where_the_champion_does_not_is_no_improvement()
    {
        var report = GateList.Judge(new() { Use = ["improvement"] }, Good with { Loss = 0.1, ServedLoss = 0 });

        Assert.False(report.Passed);
        Assert.Contains("∞ % worse", report.Reason);
    }

    [Fact]
    public void Another_recipe_must_be_better_and_the_champions_own_need_not()
    {
        var even = Good with { Challenging = Given.Errors(100, 2), Loss = 3.97 };

        Assert.Equal("improvement", Assert.Single(GateList.Judge(new(), even).Failed).Gate);
        Assert.True(GateList.Judge(new(), even with { Loss = 3.96 }).Passed);
        Assert.True(GateList.Judge(new(), even with { Incumbent = true }).Passed);
    }

    [Fact]
    public void A_first_champion_needs_no_comparison()
    {
        var first = Good with { Challenging = Given.Errors(0, 0), Serving = Given.Errors(0, 0), Loss = double.NaN };

        Assert.Equal(["sanity"], GateList.Judge(new(), first).Verdicts.Select(verdict => verdict.Gate));
    }

    [Fact]
    public void A_member_is_judged_by_its_weight()
    {
        Assert.True(GateList.Judge(new(), Member).Passed);
        var none = GateList.Judge(new(), Member with { Weight = 0 });
        Assert.Equal("track record", Assert.Single(none.Failed).Gate);
        Assert.Contains("others predict better", none.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, -1, 2, true)]
    [InlineData(0, -1.01, 1, false)]
    [InlineData(0, 0, 2.01, false)]
    [InlineData(1, 0, 1, false)]
    public void Predictions_may_leave_the_range_of_outcomes_by_its_width_and_must_be_finite(
        int notFinite, double low, double high, bool sane)
    {
        Assert.Equal(sane, SanityGate.IsSane(new(), new PredictionProbe(10, notFinite, low, high, 0, 1)));
    }

    [Fact]
    public void A_probe_takes_the_range_of_finite_predictions_and_counts_the_others()
    {
        var probe = PredictionProbe.Of([1, double.NaN, 3, double.PositiveInfinity], [0, 9, 5, 9]);

        Assert.Equal(new PredictionProbe(4, 2, 1, 3, 0, 5), probe);
        Assert.Equal(PredictionProbe.None, PredictionProbe.Of([], []));
    }

    [Fact]
    public void A_policy_that_names_gates_asks_those_and_no_others()
    {
        var report = GateList.Judge(new() { Use = ["sanity", "improvement"] }, Good);

        Assert.Equal(["sanity", "improvement"], report.Verdicts.Select(verdict => verdict.Gate));
    }

    [Fact]
    public void A_gate_that_does_not_exist_is_refused_with_those_that_do()
    {
        var problem = Assert.Single(new GatePolicy { Use = ["sanity", "luck"] }.Validate("policy.gates"));

        Assert.Equal(
            ("policy.gates.use", "luck", "must be among sanity, bound, track record, rows, regression, improvement"),
            (problem.Field, problem.Value, problem.Rule));
    }

    [Fact]
    public void A_policy_without_any_gate_is_refused()
    {
        Assert.Contains("must name a gate", Assert.Single(new GatePolicy { Use = [] }.Validate("policy.gates")).Rule);
    }
}
