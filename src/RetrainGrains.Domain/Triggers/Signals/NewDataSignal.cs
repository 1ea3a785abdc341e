using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Triggers.Signals;

/// <summary>The signal of the new outcomes since the last run, against the limit.</summary>
internal sealed class NewDataSignal : ITriggerSignal
{
    public string Name => TriggerKind.NewData;

    public IEnumerable<SignalReport> Read(TriggerPolicies policies, TriggerFacts facts)
    {
        if (policies.Triggers.NewOutcomes is not { } rows) yield break;
        var fired = facts.NewOutcomes >= rows;
        yield return new SignalReport(
            Name, Name, Severity.Info, fired,
            $"{facts.NewOutcomes} new outcomes, {rows} are enough")
        {
            OnSchedule = true,
            Distance = fired ? 0 : (double)(rows - facts.NewOutcomes) / rows,
            ToFire = new WhatIf(
                $"{rows - facts.NewOutcomes} more outcomes were known", known => known.WithNewOutcomes(rows)),
            ToRest = new WhatIf(
                $"fewer than {rows} outcomes had come since the last run ({facts.NewOutcomes} did)",
                known => known with { NewOutcomes = rows - 1 }),
        };
    }
}
