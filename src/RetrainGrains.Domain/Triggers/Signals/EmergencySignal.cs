using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Triggers.Signals;

/// <summary>The signal of an emergency that a person or a program declares.</summary>
internal sealed class EmergencySignal : ITriggerSignal
{
    public string Name => TriggerKind.Emergency;

    public IEnumerable<SignalReport> Read(TriggerPolicies policies, TriggerFacts facts) =>
        facts.Manual is { Emergency: true } manual
            ? [AskedFor.Report(Name, Severity.Emergency, manual, "declared an emergency")]
            : [];
}
