using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Triggers.Signals;

/// <summary>The signal of the loss that a retraining is expected to save, against its cost.</summary>
internal sealed class CostSignal : ITriggerSignal
{
    public string Name => TriggerKind.Cost;

    public IEnumerable<SignalReport> Read(TriggerPolicies policies, TriggerFacts facts)
    {
        if (facts.Cost is not { } cost) yield break;
        yield return new SignalReport(
            Name, Name, Severity.Info, cost.Retrain, cost.Reason)
        {
            OnSchedule = true,
            Distance = cost.Retrain ? 0 : 1,
            ToFire = new WhatIf(
                "the loss that a retraining is expected to save outweighed its cost",
                known => known with { Cost = cost with { Retrain = true } }),
            ToRest = new WhatIf(
                "the loss that a retraining is expected to save were below its cost",
                known => known with { Cost = cost with { Retrain = false } }),
        };
    }
}
