using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Triggers.Signals;

/// <summary>The signal of the cron moment after the last run.</summary>
internal sealed class CronSignal : ITriggerSignal
{
    public string Name => TriggerKind.Cron;

    public IEnumerable<SignalReport> Read(TriggerPolicies policies, TriggerFacts facts)
    {
        if (facts.CronAt is not { } due) yield break;
        var fired = due <= facts.Now;
        yield return new SignalReport(
            Name, Name, Severity.Info, fired,
            fired ? "the cron schedule is due" : $"the cron schedule is due at {Formatted.Moment(due)}")
        {
            OnSchedule = true,
            Distance = fired ? 0 : (due - facts.Now) / (due - (facts.LastRun ?? facts.Now)),
            ToFire = new WhatIf("by cron", known => known.At(due)) { By = due },
            ToRest = new WhatIf(
                "no cron moment had come since the last run", known => known with { CronAt = known.Now.AddTicks(1) }),
        };
    }
}
