namespace RetrainGrains.Domain.Triggers;

/// <summary>Which detected changes start a retraining.</summary>
internal static class ChangeSignals
{
    public static IEnumerable<TriggerReason> Of(TriggerPolicy policy, ImmutableArray<ChangeEvidence> changes) =>
        changes.Where(change => change.IsConfirmed && change.Severity >= policy.PerformanceFrom)
            .Select(change => new TriggerReason(TriggerKind.Change, change.Severity, change.Text));

    public static IEnumerable<Problem> Validate(ImmutableArray<ChangeWatch> watches, string path) =>
    [
        .. Range.Check($"{path}.length", watches.Length, 1, ChangeDetection.WatchesMax),
        .. watches.SelectMany((watch, i) => watch.Validate($"{path}[{i}]")),
        .. watches.Distinct().Count() == watches.Length
            ? []
            : new[] { Problem.Of(path, watches.Length, "must not hold the same watch twice") },
    ];
}
