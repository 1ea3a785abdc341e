using RetrainGrains.Domain.Tests.Attributions;

namespace RetrainGrains.Domain.Tests.Triggers;

/// <summary>The tests of the effect of changed attributions on the decision to retrain.</summary>
public sealed class AttributionSignalTests
{
    private static readonly DateTimeOffset Now = Given.Start.AddDays(100);
    private static readonly ModelPolicy Watching = AttributedRows.Policy() with
    {
        Triggers = new() { MaximumAge = null, Rules = [new("reasons", "attributions:warning")] },
    };
    private static readonly AttributionReport Quiet = new(new(1, 0, 0), 168, 7, 28, 0.001)
    {
        Features =
        [
            new("wind", 0.2, 0.24, AttributionMeasure.Strength, 0.05, 0.3, Moved: false),
            new("rain", 0.8, 0.76, AttributionMeasure.Strength, 0.01, 0.8, Moved: false),
        ],
    };
    private static readonly AttributionReport Moved = Quiet with
    {
        Features = Quiet.Features.SetItem(
            0, new("wind", 0.2, 0.5, AttributionMeasure.Strength, 0.4, 0.00001, Moved: true)),
    };
    private static readonly TriggerFacts Facts = new()
    {
        Now = Now, Performance = PerformanceReport.Silent(500), Drift = DriftReport.Silent(500), HasChampion = true,
        Outcomes = 1_000, NewOutcomes = 100, NewestOutcome = Now.AddHours(-1), LastRun = Now.AddDays(-3),
        RecentRuns = [Now.AddDays(-3)], Attributions = Moved,
    };

    [Fact]
    public void Reasons_that_moved_start_a_run_where_a_rule_speaks_of_them()
    {
        var decision = RetrainTrigger.Decide(Watching.Triggering, Facts);

        Assert.True(decision.Retrain);
        Assert.Equal((TriggerKind.Attributions, Severity.Warning), (decision.Lead!.Kind, decision.Lead.Severity));
        Assert.Equal(
            "attributions have moved: wind from 20 % to 50 % of all attributions (p = 1E-05) (7 days with 28 of "
                + $"training; false-alarm rate 0.001 a check)",
            decision.Lead.Text);
        Assert.Contains(
            "would wait if no feature's attribution had moved", Explanation.Of(Watching.Triggering, Facts, decision));
    }

    [Theory]
    [InlineData("attributions:critical", Severity.Warning, false)]
    [InlineData("attributions:critical", Severity.Critical, true)]
    [InlineData("attributions", Severity.Warning, true)]
    [InlineData("all(attributions:warning, drift:warning)", Severity.Warning, false)]
    public void A_rule_asks_for_a_severity_that_the_policy_gives(string when, Severity severity, bool retrains)
    {
        var policy = Watching with
        {
            Drift = new() { Attributions = new() { Severity = severity } },
            Triggers = Watching.Triggers with { Rules = [new("reasons", when)] },
        };

        Assert.Equal(retrains, RetrainTrigger.Decide(policy.Triggering, Facts).Retrain);
    }

    [Fact]
    public void The_default_rules_do_not_speak_of_them_but_people_are_told()
    {
        var policy = AttributedRows.Policy(new() { Severity = Severity.Critical });

        Assert.False(RetrainTrigger.Decide(policy.Triggering, Facts).Retrain);
        Assert.Equal("attributions", Assert.Single(RetrainTrigger.Alerts(policy.Triggering, Facts)).Alert);
    }

    [Fact]
    public void What_would_have_changed_the_decision_names_the_nearest_feature()
    {
        var facts = Facts with { Attributions = Quiet };
        var decision = RetrainTrigger.Decide(Watching.Triggering, facts);

        Assert.Equal(
            [
                "✗ reasons, attributions:warning: attributions are as they were, most changed wind from 20 % to 24 % "
                    + $"of all attributions (p = 0.3) (7 days with 28 of training)",
                "would retrain if the attribution of wind had moved by more than 10 % of all attributions for "
                    + "certain (it is 5 %, p = 0.3)",
            ],
            Explanation.Of(Watching.Triggering, facts, decision));
        var flip = Assert.Single(Counterfactual.Nearest(Watching.Triggering, facts, decision));
        Assert.True(RetrainTrigger.Decide(Watching.Triggering, flip.Apply(facts)).Retrain);
    }

    [Fact]
    public void That_a_version_cannot_be_watched_is_told_once_and_starts_nothing()
    {
        var state = AttributedRows.Serving(Watching, AttributionProfile.None("its trees have no covers"));
        var evidence = Given.LearnedState(state, 1_000, Given.Start);
        ModelChecked Check(int hours)
        {
            var decision =
                ModelLifecycle.Decide(state, new CheckDue(evidence, []), Given.Start.AddHours(hours));
            state = Given.After(state, decision);
            Assert.Equal(hours == 1 ? 1 : 0, decision.Effects.OfType<Notify>().Count());
            return decision.Events.OfType<ModelChecked>().Single();
        }

        var first = Check(1);
        var second = Check(2);

        const string text = "attributions of 1.0.0 cannot be watched: its trees have no covers";
        Assert.Equal(text, Assert.Single(first.Opened).Text);
        Assert.Equal(["attributions-missing 1.0.0"], second.Alerts);
        Assert.Empty(second.Opened);
        Assert.False(first.Decision.Retrain);
        Assert.Contains($"✗ reasons, attributions:warning: {text}", first.Explanation);
    }

    [Fact]
    public void A_check_reports_them_where_the_policy_asks_and_not_otherwise()
    {
        var state = AttributedRows.Serving(Watching, new AttributedRows(1).Profile());
        var evidence = Given.LearnedState(state, 1_000, Given.Start) with
        {
            Attributions = AttributedRows.Absorb(state, new AttributedRows(2).Days(0, 7, row => row[1] *= 3)),
        };

        ModelChecked Check(ModelState asked) => ModelLifecycle
            .Decide(asked, new CheckDue(evidence, []), Given.Start.AddDays(7)).Events.OfType<ModelChecked>().Single();

        var json = DomainJson.Write<LifecycleEvent>(Check(state));
        Assert.Contains("\"attributions\":{\"version\":\"1.0.0\",\"rows\":168,\"days\":7", json);
        Assert.Contains("\"feature\":\"f1\",\"shareThen\":0.3", json, StringComparison.Ordinal);
        Assert.Contains("\"measure\":\"strength\"", json, StringComparison.Ordinal);
        var silent = DomainJson.Write<LifecycleEvent>(Check(state with { Policy = new() }));
        Assert.DoesNotContain("ontributions", silent, StringComparison.Ordinal);
    }
}
