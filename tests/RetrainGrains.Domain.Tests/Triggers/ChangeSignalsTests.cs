namespace RetrainGrains.Domain.Tests.Triggers;

/// <summary>The tests of the effect of detectors and expected costs on the decision to retrain.</summary>
public sealed class ChangeSignalsTests
{
    private static readonly DateTimeOffset Now = Given.Start.AddDays(100);
    private static readonly TriggerFacts Healthy = new()
    {
        Now = Now, Performance = PerformanceReport.Silent(500), Drift = DriftReport.Silent(500), HasChampion = true,
        Outcomes = 1_000, NewOutcomes = 100, NewestOutcome = Now.AddHours(-1), LastRun = Now.AddDays(-3),
        RecentRuns = [Now.AddDays(-3)],
    };
    private static readonly ChangeEvidence Found = new(
        "adwin", "loss", ChangeUnit.Day, Now, 2, 1, 1, 1, Severity.Critical, "adwin found a change");

    [Theory]
    [InlineData(Severity.Critical, 1, 1, true)]
    [InlineData(Severity.Critical, 1, 2, false)]
    [InlineData(Severity.Critical, 2, 2, true)]
    [InlineData(Severity.Warning, 1, 1, false)]
    public void A_confirmed_and_critical_change_retrains(
        Severity severity, int alarms, int confirmations, bool retrains)
    {
        var found = Found with { Severity = severity, Alarms = alarms, Confirmations = confirmations };

        var decision = RetrainTrigger.Decide(new ModelPolicy().Triggering, Healthy with { Changes = [found] });

        Assert.Equal(retrains, decision.Retrain);
        if (retrains) Assert.Equal((TriggerKind.Change, found.Text), (decision.Lead!.Kind, decision.Lead.Text));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_run_that_is_expected_to_pay_is_due(bool pays)
    {
        var facts = Healthy with { Cost = new CostDecision(pays, "it saves 7 and costs 5") };

        var decision = RetrainTrigger.Decide(new ModelPolicy().Triggering, facts);

        Assert.Equal(pays, decision.Retrain);
        Assert.Equal(pays ? ["it saves 7 and costs 5"] : [], decision.Fired.Select(reason => reason.Text));
    }

    [Fact]
    public void What_is_found_is_held_back_like_any_other_reason()
    {
        var facts = Healthy with { Changes = [Found], LastRun = Now.AddHours(-1) };

        var decision = RetrainTrigger.Decide(new ModelPolicy().Triggering, facts);

        Assert.False(decision.Retrain);
        Assert.StartsWith("cooling down", Assert.Single(decision.HeldBack));
    }

    [Fact]
    public void A_check_reports_changes_and_says_nothing_where_there_are_none()
    {
        var watch = new CusumDetectorPolicy { Per = ChangeUnit.Row, WarmUp = 2 };
        var state = Given.Serving(new() { Triggers = new() { Change = [watch] } });
        var key = LearnedState.None(state) with { Outcomes = 2_000, Cursor = 2_000, NewestOutcome = Now };
        var rows = Enumerable.Range(0, 40).Select(i => Given.Row(2_001 + i, Given.Start.AddHours(i + 1), 0) with
        {
            Served = i < 20 ? i % 2 : 50, Candidates = [.. state.Candidates.Select(_ => 0.0)],
        });
        var found = LearnedStateAccumulator.Absorb(
            state, key, [.. rows], new Dictionary<long, HourBucket>(), long.MaxValue, new HashSet<long>(),
            Given.Start.AddDays(3));

        ModelChecked Check(LearnedState learned) => ModelLifecycle
            .Decide(state, new CheckDue(learned, []), Given.Start.AddDays(3)).Events.OfType<ModelChecked>().Single();

        Assert.Equal("cusum", Assert.Single(Check(found).Changes!.Value).Detector);
        Assert.Contains(Check(found).Decision.Fired, reason => reason.Kind == TriggerKind.Change);
        Assert.Null(Check(key).Changes);
        Assert.DoesNotContain("changes", DomainJson.Write<LifecycleEvent>(Check(key)), StringComparison.Ordinal);
    }
}
