using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Triggers.Signals;

/// <summary>The first check of a month in which no run has been yet.</summary>
public sealed class NewMonthSignal : ITriggerSignal
{
    public string Name => "newMonth";

    public IEnumerable<SignalReport> Read(TriggerPolicies policies, TriggerFacts facts)
    {
        if (facts.LastRun is not { } last) yield break;
        var fired = (last.Year, last.Month) != (facts.Now.Year, facts.Now.Month);
        yield return new SignalReport(Name, Name, Severity.Info, fired, $"the last run was in month {last.Month}")
        {
            OnSchedule = true,
            Distance = fired ? 0 : 1,
            ToRest = new WhatIf("there had been a run this month", known => known with { LastRun = known.Now }),
        };
    }
}
