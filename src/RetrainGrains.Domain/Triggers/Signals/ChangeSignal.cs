using RetrainGrains.Domain.Changes;

namespace RetrainGrains.Domain.Triggers.Signals;

/// <summary>The signal of detected changes, with one report for each detector that has alarmed.</summary>
internal sealed class ChangeSignal : ITriggerSignal
{
    public string Name => TriggerKind.Change;

    public IEnumerable<SignalReport> Read(TriggerPolicies policies, TriggerFacts facts) =>
        facts.Changes.Select(change => new SignalReport(
            Name, TriggerKind.Change, change.Severity, change.IsConfirmed, change.Text)
        {
            Alert = $"{Name} {change.Detector} {change.On} {change.Per}".ToLowerInvariant(),
            Distance = change.IsConfirmed
                ? 0
                : (double)(change.Confirmations - change.Alarms) / change.Confirmations,
            ToFire = With(change, $"{change.Detector} had alarmed {change.Confirmations} times", change.Confirmations),
            ToRest = With(change, $"{change.Detector} had found no change of {change.On}", 0),
        });

    private static WhatIf With(ChangeEvidence change, string words, int alarms) => new(
        $"{words} ({change.Alarms} alarms)",
        known => known with { Changes = known.Changes.Replace(change, change with { Alarms = alarms }) });
}
