using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Triggers.Signals;

/// <summary>
/// The signal of inputs, predictions or outcomes that have drifted in several consecutive checks. One check without
/// drift clears it, so it needs no other hysteresis; one that could not compare anything does not, and says so.
/// </summary>
internal sealed class DriftSignal : ITriggerSignal
{
    public string Name => TriggerKind.Drift;

    public IEnumerable<SignalReport> Read(TriggerPolicies policies, TriggerFacts facts)
    {
        var needed = policies.Drift.SustainedChecks;
        var streak = facts.DriftStreak;
        var fired = streak >= needed;
        yield return new SignalReport(
            Name, TriggerKind.Drift, SeverityOf(policies, facts, fired), fired, Text(facts, streak, needed, fired))
        {
            Alert = Name,
            Distance = fired ? 0 : (double)(needed - streak) / needed,
            ToFire = new WhatIf(
                $"inputs drifted in {needed} checks in a row ({streak} so far)",
                known => known with { DriftStreak = needed, CriticalDriftStreak = needed }),
            ToRest = new WhatIf(
                $"inputs had drifted in fewer than {needed} checks in a row ({streak} so far)",
                known => known with { DriftStreak = needed - 1, CriticalDriftStreak = needed - 1 }),
        };
    }

    // Drift that is sustained, but not of critical rules alone, is at most a warning.
    private static Severity SeverityOf(TriggerPolicies policies, TriggerFacts facts, bool fired)
    {
        var policy = policies.Drift;
        if (!fired || policy.HighestSeverity == policy.Severity) return policy.HighestSeverity;
        if (facts.CriticalDriftStreak >= policy.SustainedChecks) return Severity.Critical;
        var highest = facts.Drift.Drifted.Max(evidence => evidence.Severity) ?? policy.Severity;
        return highest > Severity.Warning ? Severity.Warning : highest;
    }

    private static string Text(TriggerFacts facts, int streak, int needed, bool fired)
    {
        var found = fired && facts.Drift.Any ? facts.Drift.Describe(streak)
            : $"{streak} of {needed} checks in a row found drift";
        var reasons = facts.Drift.NotCompared;
        // The report of the check has them all.
        return reasons.IsEmpty ? found
            : $"{found}; {reasons[0]}" + (reasons.Length > 1 ? $" (and {reasons.Length - 1} more)" : "");
    }
}
