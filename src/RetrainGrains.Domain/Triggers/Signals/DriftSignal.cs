namespace RetrainGrains.Domain.Triggers.Signals;

/// <summary>
/// The signal of inputs that have drifted in several consecutive checks. One check without drift clears it, so it needs
/// no other hysteresis.
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
            Name, TriggerKind.Drift, policies.Drift.Severity, fired,
            fired ? facts.Drift.Describe(streak) : $"{streak} of {needed} checks in a row found drift")
        {
            Alert = Name,
            Distance = fired ? 0 : (double)(needed - streak) / needed,
            ToFire = new WhatIf(
                $"inputs drifted in {needed} checks in a row ({streak} so far)",
                known => known with { DriftStreak = needed }),
            ToRest = new WhatIf(
                $"inputs had drifted in fewer than {needed} checks in a row ({streak} so far)",
                known => known with { DriftStreak = needed - 1 }),
        };
    }
}
