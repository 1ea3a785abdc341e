namespace RetrainGrains.Domain.Tests.Costs;

public sealed class CostAwareScheduleTests
{
    private const int RowsPerDay = 24;

    [Fact]
    public void Fast_decay_is_answered_sooner_and_none_rarely()
    {
        int RunsAt(double decayPerWeek) => new CostLife(new(), decayPerWeek).Pass(52 * 7).Runs.Count();

        var (none, slow, fast) = (RunsAt(0), RunsAt(0.02), RunsAt(0.2));

        Assert.InRange(none, 1, 8);
        Assert.InRange(slow, none + 1, 26);
        Assert.InRange(fast, slow + 10, 52);
    }

    [Fact]
    public void A_run_is_named_after_the_cost_and_the_ledger_says_what_was_expected()
    {
        var life = new CostLife(new(), 0.02).Pass(12 * 7);

        var asked = life.Periods.First(period => period.Retrain);
        var run = life.Runs.First();

        Assert.Equal((TriggerKind.Cost, Severity.Info), (run.Cause.Kind, run.Cause.Severity));
        Assert.Equal(asked.Reason, run.Cause.Text);
        Assert.Equal(asked.At, run.At);
        Assert.Contains("more a period than a new one: retraining saves", asked.Reason);
        Assert.Contains(life.Periods, period => !period.Retrain);
    }

    [Fact]
    public void A_period_has_what_was_lost_on_its_rows_by_the_champion_and_by_its_predecessor()
    {
        var life = new CostLife(new(), 0.2).Pass(12 * 7);

        var record = life.State.Periods.Last(period => period.PredecessorTrainedIn is not null);

        Assert.Equal(7 * RowsPerDay, record.Rows);
        Assert.InRange(record.Loss / record.Rows, CostLife.FreshLoss, CostLife.FreshLoss * 1.5);
        var gap = record.TrainedIn - record.PredecessorTrainedIn!.Value;
        Assert.InRange(gap, 1, 12);
        // The predecessor is older by the weeks between the two, and lost an additional fifth of a fresh loss for each.
        var excess = (record.PredecessorLoss - record.Loss) / record.Rows / CostLife.FreshLoss;
        Assert.InRange(excess, 0.2 * (gap - 0.5), 0.2 * (gap + 0.5));
    }

    [Fact]
    public void Decisions_can_be_made_again_from_the_ledger()
    {
        var life = new CostLife(new(), 0.1).Pass(30 * 7);
        var state = Given.Serving(CostLife.Policy(new()));

        foreach (var happened in life.Ledger)
        {
            var json = DomainJson.Write(happened);
            state = ModelLifecycle.Apply(state, DomainJson.Read<LifecycleEvent>(json));
        }

        Assert.Equal(DomainJson.Write(life.State), DomainJson.Write(state));
        Assert.Equal(life.Periods.TakeLast(26).Select(period => period.Period), state.Periods.AsEnumerable());
    }

    [Fact]
    public void The_ledgers_form_is_frozen()
    {
        var served = new PeriodServed(
            Given.Start, new PeriodRecord(2_922, Given.Start, 784.5, 168, 2_921, 2_920, 790), 39.25, true, "it pays");

        Assert.Equal(
            """
            {"kind":"period-served","at":"2026-01-05T00:00:00+00:00",
            "period":{"number":2922,"end":"2026-01-05T00:00:00+00:00","loss":784.5,"rows":168,"trainedIn":2921,
            "predecessorTrainedIn":2920,"predecessorLoss":790},"cost":39.25,"retrain":true,"reason":"it pays"}
            """.ReplaceLineEndings(""),
            DomainJson.Write<LifecycleEvent>(served));
    }

    [Theory]
    [InlineData(1, 13)]
    [InlineData(20, 20)]
    [InlineData(1_000, 104)]
    public void Only_so_many_periods_are_remembered(int horizon, int kept)
    {
        var schedule = new CostAwareSchedule
        {
            Period = TimeSpan.FromDays(1), Rule = new() { HorizonPeriods = horizon },
        };
        var life = new CostLife(schedule, 0).Pass(120);

        Assert.Equal(kept, life.State.Periods.Length);
        Assert.Equal(life.Periods.Last().Period, life.State.Periods[^1]);
    }

    [Fact]
    public void A_model_older_than_what_is_remembered_is_still_asked_about()
    {
        var schedule = new CostAwareSchedule
        {
            Period = TimeSpan.FromDays(1), Cost = 1e12, Rule = new() { HorizonPeriods = 13 },
        };
        var life = new CostLife(schedule, 0.1).Pass(60);

        Assert.Empty(life.Runs);
        Assert.StartsWith("a model 60 periods old", life.Periods.Last().Reason);
    }

    [Fact]
    public void It_is_asked_once_a_period_even_when_the_run_comes_to_nothing()
    {
        var life = new CostLife(new(), 0.5) { RunsAreLost = true };
        life.Pass(6 * 7);

        var runs = life.Runs.Select(run => run.At).ToArray();

        Assert.True(runs.Length > 1);
        Assert.All(runs.Zip(runs.Skip(1)), pair => Assert.InRange((pair.Second - pair.First).TotalDays, 6.5, 100));
    }

    [Fact]
    public void The_first_period_is_a_whole_one_and_each_is_recorded_once()
    {
        var life = new CostLife(new(), 0).Pass(20);

        life.Check();

        Assert.Equal(life.Periods.Count(), life.Periods.Select(period => period.Period.Number).Distinct().Count());
        Assert.InRange(life.Periods.Count(), 1, 2);
        Assert.All(life.Periods, period => Assert.True(period.Period.End - TimeSpan.FromDays(7) >= Given.Start));
    }

    [Fact]
    public void Periods_that_were_missed_are_made_up_for_while_their_windows_are_kept()
    {
        var life = new CostLife(new(), 0).Pass(15);
        var before = life.State.Periods.Length;

        life.Pass(14, isChecked: false).Check();

        Assert.Equal(before + 2, life.State.Periods.Length);
    }

    [Fact]
    public void A_gap_starts_the_account_again()
    {
        var life = new CostLife(new(), 0).Pass(30);
        Assert.True(life.State.Periods.Length >= 3);

        life.Pass(63, isChecked: false).Check();

        Assert.InRange(life.State.Periods.Length, 3, 5);
        Assert.True(life.State.Periods[0].Number > life.Periods.First().Period.Number + 3);
    }

    [Fact]
    public void Outcomes_are_waited_for()
    {
        var prompt = new CostLife(new(), 0).Pass(30).Periods.First();
        var late = new CostLife(new() { OutcomesWithin = TimeSpan.FromDays(3) }, 0).Pass(30).Periods.First();

        Assert.Equal(prompt.Period.Number, late.Period.Number);
        Assert.Equal(TimeSpan.FromDays(3), late.At - prompt.At);
    }

    [Fact]
    public void Periods_of_another_length_are_forgotten()
    {
        var state = new CostLife(new(), 0).Pass(30).State;
        var same = new CostAwareSchedule { CostShare = 0.2 };
        var daily = same with { Period = TimeSpan.FromDays(1) };

        ModelState Set(CostAwareSchedule? schedule) => Given.After(state, ModelLifecycle.Decide(
            state, new PolicyAsked(CostLife.Policy(schedule), "ann"), Given.Start));

        Assert.Equal(state.Periods, Set(same).Periods);
        Assert.Empty(Set(daily).Periods);
        Assert.Empty(Set(null).Periods);
    }

    [Fact]
    public void The_predecessor_is_compared_beyond_its_probation_only_for_the_schedule()
    {
        var life = new CostLife(new(), 0.2);
        while (!life.Runs.Any()) life.Pass(1);
        life.Pass(1);
        var champion = life.State.Champion!;
        var over = life.State with { Probation = null };

        Assert.Equal(champion.Parent, over.Predecessor!.Number);
        Assert.Null((over with { Policy = CostLife.Policy(null) }).Predecessor);
        Assert.Equal(life.State.Probation!.Predecessor, life.State.Predecessor);
    }

    [Fact]
    public void A_run_costs_a_share_of_a_period_or_what_is_stated_or_its_time()
    {
        double CostOf(CostAwareSchedule schedule) => new CostLife(schedule, 0).Pass(15).Periods.First().Cost;

        Assert.Equal(0.05 * 7 * RowsPerDay * CostLife.FreshLoss, CostOf(new()), 1e-6);
        Assert.Equal(12, CostOf(new() { Cost = 12 }));
        // The first run of the tests ends at the moment at which it was planned.
        Assert.Equal(0, CostOf(new() { CostPerSecond = 2 }));
        var life = new CostLife(new() { CostPerSecond = 1e-6 }, 0.5).Pass(10 * 7);
        Assert.Equal(600e-6, life.Periods.Last().Cost, 1e-12);
    }

    [Fact]
    public void Settings_out_of_range_are_named()
    {
        var (_, problems) = PolicyReader.Read("""
            { "schedule": { "costAware": {
              "period": "31d", "outcomesWithin": "90m", "costShare": -1, "cost": -1, "costPerSecond": -2,
              "rule": { "discount": 0, "horizonPeriods": 0, "colour": "red" }
            } } }
            """, new());

        Assert.Equal(
            ["colour", "cost", "costPerSecond", "costPerSecond", "costShare", "discount", "horizonPeriods",
                "outcomesWithin", "period"],
            problems.Select(problem => problem.Field.Split('.')[^1]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Windows_are_kept_for_a_whole_period()
    {
        var (_, problems) = PolicyReader.Read(
            """{ "schedule": { "costAware": { "period": "30d", "outcomesWithin": "14d" } } }""", new());
        var (policy, none) = PolicyReader.Read(
            """{ "keepWindows": "45d", "schedule": { "costAware": { "period": "30d", "outcomesWithin": "14d" } } }""",
            new());

        Assert.Equal("policy.keepWindows", Assert.Single(problems).Field);
        Assert.Empty(none);
        Assert.Equal(TimeSpan.FromDays(30), policy.Schedule.CostAware!.Period);
        var again = PolicyReader.Read(DomainJson.Write(policy), new()).Policy;
        Assert.Equal(DomainJson.Write(policy), DomainJson.Write(again));
    }
}
