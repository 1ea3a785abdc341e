namespace RetrainGrains.Domain.Triggers.Signals;

/// <summary>The signal of a run that a person or a program asks for.</summary>
internal sealed class ManualSignal : ITriggerSignal
{
    public string Name => TriggerKind.Manual;

    public IEnumerable<SignalReport> Read(TriggerPolicies policies, TriggerFacts facts) =>
        facts.Manual is { Emergency: false } manual
            ? [AskedFor.Report(Name, manual.Severity, manual, "asked for it")]
            : [];
}
