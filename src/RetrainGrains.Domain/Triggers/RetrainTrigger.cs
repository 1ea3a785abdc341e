namespace RetrainGrains.Domain.Triggers;

/// <summary>The rule that decides whether to retrain or to wait, with the reasons.</summary>
public static class RetrainTrigger
{
    public static TriggerDecision Decide(TriggerPolicies policy, TriggerFacts facts)
    {
        var verdicts = RuleVerdict.All(policy, facts);
        ImmutableArray<TriggerReason> fired = [.. Fired(verdicts)];
        if (fired.IsEmpty) return new TriggerDecision(false, fired, []);
        ImmutableArray<string> heldBack =
            [.. RunGuards.Of(policy.Triggers, facts, verdicts).Select(guard => guard.Text)];
        return new TriggerDecision(heldBack.IsEmpty, fired, heldBack);
    }

    /// <summary>Lists the open alerts, also those that no rule names: the bound is the number of signals.</summary>
    public static ImmutableArray<SignalReport> Alerts(TriggerPolicies policy, TriggerFacts facts) =>
    [
        .. TriggerSignals.Read(policy, facts).Where(reading => reading is { Fired: true, Alert: not null })
            .DistinctBy(reading => reading.Alert),
    ];

    // A signal of several rules is one reason, with the largest severity that they give it.
    private static IEnumerable<TriggerReason> Fired(ImmutableArray<RuleVerdict> verdicts) => verdicts
        .Where(verdict => verdict.Holds)
        .SelectMany(verdict => verdict.Behind.Select(reading => (Rule: verdict, Reading: reading)))
        .GroupBy(behind => behind.Reading)
        .Select(behind => behind.MaxBy(one => one.Rule.Severity ?? one.Reading.Severity))
        .Select(one => new TriggerReason(
            one.Reading.Kind, one.Rule.Severity ?? one.Reading.Severity, one.Reading.Text) { Rule = one.Rule.Name });
}
