using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Triggers.Signals;

/// <summary>
/// The report of a person's or a program's request: it has fired, and would be silent only without the request.
/// </summary>
internal static class AskedFor
{
    public static SignalReport Report(
        string name, Severity severity, ManualTrigger manual, string how) =>
        new(name, name, severity, true, Text(manual, how))
        {
            ToRest = new WhatIf($"{manual.By} had not {how}", known => known with { Manual = null }),
        };

    private static string Text(ManualTrigger manual, string how) =>
        manual.Reason.Length == 0 ? $"{manual.By} {how}" : $"{manual.By} {how}: {manual.Reason}";
}
