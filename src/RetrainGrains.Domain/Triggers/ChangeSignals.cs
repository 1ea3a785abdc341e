namespace RetrainGrains.Domain.Triggers;

/// <summary>Changes that watches have detected, one reading for each watch that has alarmed.</summary>
internal static class ChangeSignals
{
    public const string Name = "change";

    public static IEnumerable<SignalReading> Read(ModelPolicy policy, TriggerFacts facts) =>
        facts.Changes.Select(change => new SignalReading(
            Name, TriggerKind.Change, change.Severity, change.IsConfirmed, change.Text)
        {
            Alarm = $"{Name} {change.Detector} {change.On} {change.Per}".ToLowerInvariant(),
            Distance = change.IsConfirmed
                ? 0
                : (double)(change.Confirmations - change.Alarms) / change.Confirmations,
            ToFire = With(change, $"{change.Detector} had alarmed {change.Confirmations} times", change.Confirmations),
            ToRest = With(change, $"{change.Detector} had found no change of {change.On}", 0),
        });

    public static IEnumerable<Problem> Validate(ImmutableArray<ChangeWatch> watches, string path) =>
    [
        .. Range.Check($"{path}.length", watches.Length, 1, ChangeDetection.WatchesMax),
        .. watches.SelectMany((watch, i) => watch.Validate($"{path}[{i}]")),
        .. watches.Distinct().Count() == watches.Length
            ? []
            : new[] { Problem.Of(path, watches.Length, "must not hold the same watch twice") },
    ];

    private static FactsChange With(ChangeEvidence change, string words, int alarms) => new(
        $"{words} ({change.Alarms} alarms)",
        known => known with { Changes = known.Changes.Replace(change, change with { Alarms = alarms }) });
}
