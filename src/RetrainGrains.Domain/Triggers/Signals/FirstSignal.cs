using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Triggers.Signals;

/// <summary>The signal of a model that has never been trained and has enough outcomes to learn from.</summary>
internal sealed class FirstSignal : ITriggerSignal
{
    public string Name => TriggerKind.First;

    public IEnumerable<SignalReport> Read(TriggerPolicies policies, TriggerFacts facts)
    {
        if (facts is { HasChampion: true, IsUntrained: false }) yield break;
        var soFar = facts.IsUntrained ? "nothing beside the import yet" : "no champion yet";
        var needed = policies.Triggers.MinimumOutcomes;
        var fired = facts.Outcomes >= needed;
        yield return new SignalReport(
            Name, Name, Severity.Info, fired,
            fired
                ? $"{soFar}, and {facts.Outcomes} outcomes to learn from"
                : $"{soFar}, and {facts.Outcomes} of {needed} outcomes to learn from")
        {
            Distance = fired ? 0 : (double)(needed - facts.Outcomes) / needed,
            ToFire = new WhatIf(
                $"{needed - facts.Outcomes} more outcomes were known", known => known.WithOutcomes(needed)),
            ToRest = new WhatIf(
                $"fewer than {needed} outcomes were known ({facts.Outcomes} are)",
                known => known with { Outcomes = needed - 1 }),
        };
    }
}
