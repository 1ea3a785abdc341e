namespace RetrainGrains.Domain.Detection;

/// <summary>Has a number of this model changed? Watches are fed with every outcome and read at every check.</summary>
public static class ChangeDetection
{
    /// <summary>Watches of one model: each is stored with its evidence.</summary>
    public const int WatchesMax = 8;

    /// <summary>The evidence of all watches that have alarmed.</summary>
    public static ImmutableArray<ChangeEvidence> Evaluate(ModelState state, ImmutableArray<WatchState> states) =>
    [
        .. (state.Policy.Triggers.Change ?? []).Select(watch => Evaluate(state, watch, states))
            .OfType<ChangeEvidence>(),
    ];

    /// <summary>Watches that the model's schema has nothing for.</summary>
    public static IEnumerable<Problem> ProblemsWith(FeatureSchema schema, ModelPolicy policy) =>
        (policy.Triggers.Change ?? []).Select((watch, i) => watch.ProblemWith(schema, $"policy.triggers.change[{i}]"))
            .OfType<Problem>();

    internal static List<OpenWatch> Open(ModelState state, ImmutableArray<WatchState> before)
    {
        var open = new List<OpenWatch>();
        foreach (var watch in state.Policy.Triggers.Change ?? [])
        {
            if (OpenWatch.Of(state, watch, Find(state, watch, before)) is { } opened) open.Add(opened);
        }
        return open;
    }

    private static ChangeEvidence? Evaluate(ModelState state, ChangeWatch watch, ImmutableArray<WatchState> states)
    {
        var since = state.LastRun ?? DateTimeOffset.MinValue;
        var alarms = (Find(state, watch, states)?.Alarms ?? []).Where(alarm => alarm.At > since).ToArray();
        if (alarms is not [.., var last]) return null;
        var often = watch.Confirmations > 1 ? $" ({alarms.Length} of {watch.Confirmations} alarms)" : "";
        var text = $"{watch.Detector} found a change of {watch.On} by {Units.Of(watch.Per)} on "
            + FormattableString.Invariant($"{last.At:yyyy-MM-dd HH:mm}{often}: ")
            + $"{Words.Number(last.Statistic)} against {Words.Number(last.Threshold)}; {watch.Promise}";
        return new ChangeEvidence(
            watch.Detector, watch.On, watch.Per, last.At, last.Statistic, last.Threshold, alarms.Length,
            watch.Confirmations, watch.Severity, text);
    }

    private static WatchState? Find(ModelState state, ChangeWatch watch, ImmutableArray<WatchState> states)
    {
        if (states.IsEmpty) return null;
        var key = OpenWatch.KeyOf(state, watch);
        return states.FirstOrDefault(found => found.Key == key);
    }
}
