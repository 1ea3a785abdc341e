using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Triggers.Signals;

/// <summary>The signal of the adaptive interval since the last run.</summary>
internal sealed class AdaptiveSignal : ITriggerSignal
{
    public string Name => TriggerKind.Adaptive;

    public IEnumerable<SignalReport> Read(TriggerPolicies policies, TriggerFacts facts) =>
        facts.AdaptiveDays is not { } days
            ? []
            : [PassedTime.Report(Name, facts, TimeSpan.FromDays(days), "by the adaptive interval",
                due => due is null
                    ? $"the adaptive interval of {days} days has passed"
                    : $"the adaptive interval of {days} days passes at {Formatted.Moment(due.Value)}")];
}
