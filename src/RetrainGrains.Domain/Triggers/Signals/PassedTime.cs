using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Triggers.Signals;

/// <summary>The time since the last run, as the signals of age and of the adaptive interval report it.</summary>
internal static class PassedTime
{
    // A model without any run is older than every limit.
    public static TimeSpan Of(TriggerFacts facts) => facts.Now - (facts.LastRun ?? DateTimeOffset.MinValue);

    public static SignalReport Report(
        string name, TriggerFacts facts, TimeSpan interval, string by,
        Func<DateTimeOffset?, string> text)
    {
        var age = Of(facts);
        var fired = age >= interval;
        DateTimeOffset? due = fired ? null : facts.LastRun + interval;
        return new SignalReport(name, name, Severity.Info, fired, text(due))
        {
            OnSchedule = true,
            Distance = fired ? 0 : (interval - age) / interval,
            ToFire = due is { } moment ? new WhatIf(by, known => known.At(moment)) { By = moment } : null,
            ToRest = new WhatIf(
                $"the last run were less than {Formatted.Days(interval)} ago (it was {Formatted.Days(age)} ago)",
                known => known with { LastRun = known.Now - interval + TimeSpan.FromTicks(1) }),
        };
    }
}
