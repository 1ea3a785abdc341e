using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Triggers.Signals;

/// <summary>The report of what somebody asks for: it has fired, and rests only if nobody had asked.</summary>
internal static class AskedFor
{
    public static SignalReport Report(
        string name, Severity severity, ManualTrigger manual, string how) =>
        new(name, name, severity, true, $"{manual.By} {how}: {manual.Reason}")
        {
            ToRest = new WhatIf($"{manual.By} had not {how}", known => known with { Manual = null }),
        };
}
