namespace RetrainGrains.Domain.Triggers;

/// <summary>Retrain or wait, and why?</summary>
public static class RetrainTrigger
{
    public static TriggerDecision Decide(TriggerPolicy policy, DriftPolicy drift, TriggerFacts facts)
    {
        ImmutableArray<TriggerReason> fired = [.. Fired(policy, drift, facts)];
        if (fired.IsEmpty) return new TriggerDecision(false, fired, []);
        ImmutableArray<string> heldBack = [.. HeldBack(policy, facts)];
        return new TriggerDecision(heldBack.IsEmpty, fired, heldBack);
    }

    /// <summary>
    /// How long a model rests after a run: the cooldown, doubled by the breaker for each run in vain.
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

    private static IEnumerable<TriggerReason> Fired(TriggerPolicy policy, DriftPolicy drift, TriggerFacts facts)
    {
        if (facts.Manual is { } manual)
        {
            yield return manual.Emergency
                ? new(TriggerKind.Emergency, Severity.Emergency, $"{manual.By} declared an emergency: {manual.Reason}")
                : new(TriggerKind.Manual, Severity.Critical, $"{manual.By} asked for it: {manual.Reason}");
        }
        if (!facts.HasChampion)
        {
            if (facts.Outcomes >= policy.MinimumOutcomes)
            {
                yield return new(
                    TriggerKind.First, Severity.Info, $"no champion yet, and {facts.Outcomes} outcomes to learn from");
            }
            yield break;
        }
        foreach (var evidence in facts.Performance.Fired)
        {
            if (evidence.Severity >= policy.PerformanceFrom)
            {
                yield return new(TriggerKind.Performance, evidence.Severity, Words.Of(evidence));
            }
        }
        if (facts.DriftStreak >= drift.SustainedChecks && drift.Severity >= policy.DriftFrom)
        {
            yield return new(TriggerKind.Drift, drift.Severity, Words.Of(facts.Drift, facts.DriftStreak));
        }
        foreach (var reason in ChangeSignals.Of(policy, facts.Changes)) yield return reason;
        foreach (var reason in CostSignal.Of(facts)) yield return reason;
        foreach (var reason in TimeReasons(policy, facts)) yield return reason;
    }

    private static IEnumerable<TriggerReason> TimeReasons(TriggerPolicy policy, TriggerFacts facts)
    {
        var age = facts.Now - (facts.LastRun ?? DateTimeOffset.MinValue);
        if (policy.MaximumAge is { } limit && age >= limit)
        {
            yield return new(
                TriggerKind.Age, Severity.Info,
                $"the last run was {Words.Days(age)} ago, the limit is {Words.Days(limit)}");
        }
        if (facts.CronDue) yield return new(TriggerKind.Cron, Severity.Info, "the cron schedule is due");
        if (facts.AdaptiveDays is { } days && age >= TimeSpan.FromDays(days))
        {
            yield return new(TriggerKind.Adaptive, Severity.Info, $"the adaptive interval of {days} days has passed");
        }
        if (policy.NewOutcomes is { } rows && facts.NewOutcomes >= rows)
        {
            yield return new(
                TriggerKind.NewData, Severity.Info, $"{facts.NewOutcomes} new outcomes, {rows} are enough");
        }
    }

    private static IEnumerable<string> HeldBack(TriggerPolicy policy, TriggerFacts facts)
    {
        var emergency = facts.Manual is { Emergency: true };
        var forced = emergency || facts.Manual is { Force: true };
        if (facts.RunInFlight) yield return "a run is in flight: one at a time";
        if (facts.Outcomes < policy.MinimumOutcomes)
        {
            yield return $"{facts.Outcomes} outcomes in all, a training needs {policy.MinimumOutcomes}";
        }
        if (!forced && facts.NewestOutcome is { } newest && facts.Now - newest > policy.DataMaximumAge)
        {
            yield return $"the newest outcome is {Words.Days(facts.Now - newest)} old, "
                + $"the limit is {Words.Days(policy.DataMaximumAge)}";
        }
        if (facts.Due == 0) yield return "no recipe's window has moved on far enough to train it again";
        if (emergency) yield break;
        if (facts.Manual is null && facts.HasChampion && facts.NewOutcomes < policy.MinimumNewOutcomes)
        {
            yield return $"{facts.NewOutcomes} new outcomes since the last run, {policy.MinimumNewOutcomes} are needed";
        }
        var rest = RestAfterRun(policy, facts.Manual is null ? facts.RunsWithoutPromotion : 0);
        if (facts.LastRun is { } last && facts.Now - last < rest)
        {
            yield return facts.RunsWithoutPromotion >= policy.BreakerAfter && facts.Manual is null
                ? $"circuit breaker: {facts.RunsWithoutPromotion} runs without a promotion, resting {Words.Days(rest)}"
                : $"cooling down: {Words.Days(facts.Now - last)} of {Words.Days(rest)} since the last run";
        }
        var recent = facts.RecentRuns.Count(start => facts.Now - start < policy.BudgetWindow);
        if (recent >= policy.BudgetRuns)
        {
            yield return $"budget: {recent} runs within {Words.Days(policy.BudgetWindow)}, "
                + $"{policy.BudgetRuns} are allowed";
        }
    }
}
