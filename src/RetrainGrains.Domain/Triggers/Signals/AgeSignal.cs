using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Triggers.Signals;

/// <summary>The signal of the time since the last run, against the limit.</summary>
internal sealed class AgeSignal : ITriggerSignal
{
    public string Name => TriggerKind.Age;

    public IEnumerable<SignalReport> Read(TriggerPolicies policies, TriggerFacts facts) =>
        policies.Triggers.MaximumAge is not { } limit
            ? []
            : [PassedTime.Report(Name, facts, limit, "by age",
                _ => $"{PassedTime.Told(facts)}, the limit is {Formatted.Days(limit)}")];
}
