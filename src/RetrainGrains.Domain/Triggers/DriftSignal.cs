namespace RetrainGrains.Domain.Triggers;

/// <summary>
/// Inputs that have moved in several checks in a row. One check without drift clears it, so it needs no other
/// hysteresis.
/// </summary>
internal static class DriftSignal
{
    public static IEnumerable<SignalReading> Read(ModelPolicy policy, TriggerFacts facts)
    {
        var needed = policy.Drift.SustainedChecks;
        var streak = facts.DriftStreak;
        var fired = streak >= needed;
        yield return new SignalReading(
            "drift", TriggerKind.Drift, policy.Drift.Severity, fired,
            fired ? Words.Of(facts.Drift, streak) : $"{streak} of {needed} checks in a row found drift")
        {
            Alarm = "drift",
            Distance = fired ? 0 : (double)(needed - streak) / needed,
            ToFire = new FactsChange(
                $"inputs drifted in {needed} checks in a row ({streak} so far)",
                known => known with { DriftStreak = needed }),
            ToRest = new FactsChange(
                $"inputs had drifted in fewer than {needed} checks in a row ({streak} so far)",
                known => known with { DriftStreak = needed - 1 }),
        };
    }
}
