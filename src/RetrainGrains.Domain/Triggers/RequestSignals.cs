namespace RetrainGrains.Domain.Triggers;

/// <summary>
/// What acts without a rule: a person or a program that asks, and a model that has never been trained.
/// </summary>
internal static class RequestSignals
{
    public static IEnumerable<SignalReading> Emergency(ModelPolicy policy, TriggerFacts facts) =>
        facts.Manual is { Emergency: true } manual
            ? [Asked("emergency", TriggerKind.Emergency, Severity.Emergency, manual, "declared an emergency")]
            : [];

    public static IEnumerable<SignalReading> Manual(ModelPolicy policy, TriggerFacts facts) =>
        facts.Manual is { Emergency: false } manual
            ? [Asked("manual", TriggerKind.Manual, Severity.Critical, manual, "asked for it")]
            : [];

    public static IEnumerable<SignalReading> First(ModelPolicy policy, TriggerFacts facts)
    {
        if (facts is { HasChampion: true, IsUntrained: false }) yield break;
        var soFar = facts.IsUntrained ? "nothing beside the import yet" : "no champion yet";
        var needed = policy.Triggers.MinimumOutcomes;
        var fired = facts.Outcomes >= needed;
        yield return new SignalReading(
            "first", TriggerKind.First, Severity.Info, fired,
            fired
                ? $"{soFar}, and {facts.Outcomes} outcomes to learn from"
                : $"{soFar}, and {facts.Outcomes} of {needed} outcomes to learn from")
        {
            Distance = fired ? 0 : (double)(needed - facts.Outcomes) / needed,
            ToFire = new FactsChange(
                $"{needed - facts.Outcomes} more outcomes were known", known => known.WithOutcomes(needed)),
            ToRest = new FactsChange(
                $"fewer than {needed} outcomes were known ({facts.Outcomes} are)",
                known => known with { Outcomes = needed - 1 }),
        };
    }

    private static SignalReading Asked(
        string name, TriggerKind kind, Severity severity, ManualTrigger manual, string how) =>
        new(name, kind, severity, true, $"{manual.By} {how}: {manual.Reason}")
        {
            ToRest = new FactsChange($"{manual.By} had not {how}", known => known with { Manual = null }),
        };
}
