using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Triggers;

/// <summary>A guard that holds a run back, with the change that would lift it.</summary>
internal sealed record RunGuard(string Text, WhatIf Lift);

/// <summary>The guards that hold a run back although a rule holds.</summary>
internal static class RunGuards
{
    // Checks come hourly; doubled with every run that brought no version, up to the cooldown.
    private static readonly TimeSpan FirstRetry = TimeSpan.FromHours(1);

    /// <summary>
    /// Computes the pause of a model after a run: the cooldown, doubled by the breaker for each run without a
    /// promotion.
    /// </summary>
    public static TimeSpan RestAfterRun(TriggerPolicy policy, int runsWithoutPromotion)
    {
        var beyond = runsWithoutPromotion - policy.BreakerAfter;
        if (beyond < 0) return policy.Cooldown;
        var basis = policy.MaximumAge is { } age && age > policy.Cooldown ? age : policy.Cooldown;
        var cap = policy.BreakerCap > policy.Cooldown ? policy.BreakerCap : policy.Cooldown;
        var restTicks = basis.Ticks * Math.Pow(2, beyond);
        return restTicks < cap.Ticks ? TimeSpan.FromTicks((long)restTicks) : cap;
    }

    public static IEnumerable<RunGuard> Of(
        TriggerPolicy policy, TriggerFacts facts, ImmutableArray<RuleVerdict> verdicts) =>
        facts.Manual is { Emergency: true }
            ? Impossible(policy, facts)
            : Impossible(policy, facts).Concat(Unwise(policy, facts, verdicts));

    /// <summary>
    /// Returns true when a moment or an interval that a person has set for runs has come: the system's own economies do
    /// not hold such a run back.
    /// </summary>
    public static bool IsOnTime(ImmutableArray<RuleVerdict> verdicts) => verdicts.Any(
        verdict => verdict.Holds && verdict.Behind.Any(reading => TriggerKind.IsOfClock(reading.Kind)));

    // Not even an emergency can train without data, without a recipe, or twice at once.
    private static IEnumerable<RunGuard> Impossible(TriggerPolicy policy, TriggerFacts facts)
    {
        if (facts.RunInFlight)
        {
            yield return new(
                "a run is in flight: one at a time",
                new("the run in flight had ended", known => known with { RunInFlight = false }));
        }
        if (facts.Outcomes < policy.MinimumOutcomes)
        {
            yield return new(
                $"{facts.Outcomes} outcomes in all, a training needs {policy.MinimumOutcomes}",
                new($"{policy.MinimumOutcomes - facts.Outcomes} more outcomes were known",
                    known => known.WithOutcomes(policy.MinimumOutcomes)));
        }
        if (facts.Manual is not ({ Force: true } or { Emergency: true })
            && facts.NewestOutcome is { } newest && facts.Now - newest > policy.DataMaximumAge)
        {
            yield return new(
                $"the newest outcome is {Formatted.Days(facts.Now - newest)} old, "
                    + $"the limit is {Formatted.Days(policy.DataMaximumAge)}",
                new($"there were an outcome of the {Formatted.Days(policy.DataMaximumAge)} before",
                    known => known with { NewestOutcome = known.Now }));
        }
        if (facts.Trainable == 0)
        {
            yield return new(
                "every recipe of the policy is trained once, and has been",
                new("a recipe were trained again", known => known with { Trainable = 1 }));
        }
    }

    private static IEnumerable<RunGuard> Unwise(
        TriggerPolicy policy, TriggerFacts facts, ImmutableArray<RuleVerdict> verdicts)
    {
        var onTime = IsOnTime(verdicts);
        // The system's own economies: what a person asks for, now or by a clock, is done without them.
        if (!onTime && facts is { Manual: null, Due: 0, Trainable: > 0 })
        {
            yield return new(
                "no recipe's window has moved on far enough to train it again",
                new("a recipe's window had moved on far enough", known => known with { Due = 1 }));
        }
        if (!onTime && facts.Manual is null && facts.HasChampion && facts.NewOutcomes < policy.MinimumNewOutcomes)
        {
            yield return new(
                $"{facts.NewOutcomes} new outcomes since the last run, {policy.MinimumNewOutcomes} are needed",
                new($"{policy.MinimumNewOutcomes - facts.NewOutcomes} more outcomes were known",
                    known => known.WithNewOutcomes(policy.MinimumNewOutcomes)));
        }
        if (!facts.HasChampion)
        {
            if (!onTime && Retry(policy, facts) is { } wait) yield return wait;
            yield break;
        }
        if (!onTime && Rest(policy, facts) is { } rest) yield return rest;
        var recent = facts.RecentRuns.Count(start => facts.Now - start < policy.BudgetWindow);
        if (!onTime && recent >= policy.BudgetRuns)
        {
            var room = facts.RecentRuns.Order().ElementAt(facts.RecentRuns.Length - policy.BudgetRuns)
                + policy.BudgetWindow;
            yield return new(
                $"budget: {recent} runs within {Formatted.Days(policy.BudgetWindow)}, {policy.BudgetRuns} are allowed, "
                    + $"until {Formatted.Moment(room)}",
                Until(room, "the budget had room again"));
        }
        if (facts is { Manual: null, PausedUntil: { } resumes } && facts.IsPaused
            && !verdicts.Any(verdict => verdict.HoldsWithoutSchedule))
        {
            yield return new(
                $"paused until {Formatted.Moment(resumes)}: {facts.FailedRuns} runs in a row have failed; a manual "
                    + $"trigger whose run succeeds resumes",
                Until(resumes, "the pause after failed runs were over"));
        }
    }

    // Nothing serves that a model's first run could make worse, and each failure may be mended by the next rows.
    private static RunGuard? Retry(TriggerPolicy policy, TriggerFacts facts)
    {
        if (facts is not { Manual: null, LastRun: { } last, RunsWithoutPromotion: > 0 and var runs }) return null;
        var ticks = FirstRetry.Ticks * Math.Pow(2, runs - 1);
        var wait = ticks < policy.Cooldown.Ticks ? TimeSpan.FromTicks((long)ticks) : policy.Cooldown;
        if (facts.Now - last >= wait) return null;
        return new(
            $"no version came of {runs} {(runs == 1 ? "run" : "runs")}: tried again {Formatted.Days(wait)} after the "
                + $"last, at {Formatted.Moment(last + wait)}",
            Until(last + wait, "the pause before the next try were over"));
    }

    private static RunGuard? Rest(TriggerPolicy policy, TriggerFacts facts)
    {
        var rest = RestAfterRun(policy, facts.Manual is null ? facts.RunsWithoutPromotion : 0);
        if (facts.LastRun is not { } last || facts.Now - last >= rest) return null;
        return facts.RunsWithoutPromotion >= policy.BreakerAfter && facts.Manual is null
            ? new($"circuit breaker: {facts.RunsWithoutPromotion} runs without a promotion, resting "
                + $"{Formatted.Days(rest)}, until {Formatted.Moment(last + rest)}",
                Until(last + rest, "the breaker's rest were over"))
            : new($"cooling down: {Formatted.Days(facts.Now - last)} of {Formatted.Days(rest)} since the last run, "
                + $"until {Formatted.Moment(last + rest)}",
                Until(last + rest, "the cooldown were over"));
    }

    private static WhatIf Until(DateTimeOffset moment, string words) =>
        new(words, known => known.At(moment)) { At = moment };
}
