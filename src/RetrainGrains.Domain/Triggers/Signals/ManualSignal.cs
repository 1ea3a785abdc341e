using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Triggers.Signals;

/// <summary>A person or a program that asks for a run.</summary>
internal sealed class ManualSignal : ITriggerSignal
{
    public string Name => TriggerKind.Manual;

    public IEnumerable<SignalReport> Read(TriggerPolicies policies, TriggerFacts facts) =>
        facts.Manual is { Emergency: false } manual
            ? [AskedFor.Report(Name, Severity.Critical, manual, "asked for it")]
            : [];
}
