using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Triggers.Signals;

/// <summary>The time since the last run, as the signals of age and of the adaptive interval report it.</summary>
internal static class PassedTime
{
    // A model without any run is older than every limit.
    private static TimeSpan Of(TriggerFacts facts) => facts.Now - (facts.LastRun ?? DateTimeOffset.MinValue);

    /// <summary>Tells in words when the last run was.</summary>
    public static string Told(TriggerFacts facts) =>
        facts.LastRun is null ? "there has been no run" : $"the last run was {Formatted.Days(Of(facts))} ago";

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
                $"the last run were less than {Formatted.Days(interval)} ago ({WasAgo(facts, age)})",
                known => known with { LastRun = known.Now - interval + TimeSpan.FromTicks(1) }),
        };
    }

    private static string WasAgo(TriggerFacts facts, TimeSpan age) =>
        facts.LastRun is null ? "there has been none" : $"it was {Formatted.Days(age)} ago";
}
