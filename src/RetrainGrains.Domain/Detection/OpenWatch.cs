using RetrainGrains.Statistics.Streaming;

namespace RetrainGrains.Domain.Detection;

/// <summary>
/// A watch while rows are taken in: opened from its state, fed in stored order, and closed into a state.
/// </summary>
internal sealed class OpenWatch
{
    // Squares and sums of anything below stay finite.
    private const double Largest = 1e100;

    private readonly ChangeWatch watch;
    private readonly PredictionTask task;
    private readonly DateTimeOffset since;
    private readonly int feature;
    private readonly double scale;
    private readonly ChangeDetector detector;
    private readonly List<ChangeAlarm> alarms;
    private readonly string key;
    private long unit;
    private double sum;
    private int rows;

    private OpenWatch(ModelState state, ChangeWatch watch, double scale, WatchState? before)
    {
        (this.watch, this.scale) = (watch, scale);
        task = state.Schema.Task;
        since = state.Champion!.PromotedAt;
        feature = watch.OnLoss ? -1 : state.Schema.IndexOf(watch.On);
        key = KeyOf(state, watch);
        if (before?.Key != key) before = null;
        (detector, var resumed) = Resume(watch, before);
        if (!resumed) before = null;
        // The unit that the champion came in is not a whole one.
        unit = before?.Unit ?? Units.NumberOf(watch.Per, since);
        (sum, rows) = (before?.Sum ?? 0, before?.Rows ?? 0);
        alarms = [.. before?.Alarms ?? []];
    }

    /// <summary>Null while there is nothing to watch, or nothing to hold it against.</summary>
    public static OpenWatch? Of(ModelState state, ChangeWatch watch, WatchState? before) =>
        state.Champion is not null && watch.Scale(state.Reference) is { } scale
            && watch.ProblemWith(state.Schema, "") is null
            ? new OpenWatch(state, watch, scale, before)
            : null;

    public static string KeyOf(ModelState state, ChangeWatch watch) => FormattableString.Invariant(
        $"{state.Champion?.Number} {state.Champion?.PromotedAt:O} {watch.Scale(state.Reference):R} ")
        + DomainJson.Write(watch);

    public void Add(ScoredRow row)
    {
        // What an earlier champion answered says nothing about this one.
        if (double.IsNaN(row.Served) || row.At < since) return;
        var value = feature >= 0 ? row.Features[feature] : watch.LossOf(task, row.Served, row.Outcome);
        if (double.IsNaN(value)) return;
        value = Math.Clamp(value, -Largest, Largest);
        if (watch.Per == ChangeUnit.Row)
        {
            Feed(value, row.KnownAt);
            return;
        }
        // Outcomes come in the order in which they become known: a unit is over when one of a later unit comes.
        if (Units.NumberOf(watch.Per, row.KnownAt) is var now && now > unit)
        {
            if (rows > 0) Feed(sum / rows, row.KnownAt);
            (unit, sum, rows) = (now, 0, 0);
        }
        if (unit == Units.NumberOf(watch.Per, since)) return;
        (sum, rows) = (sum + value, rows + 1);
    }

    public WatchState Close() => new(key)
    {
        Detector = detector.Save(), Unit = unit, Sum = sum, Rows = rows, Alarms = [.. alarms],
    };

    private void Feed(double value, DateTimeOffset at)
    {
        if (!watch.Alarms(detector, value / scale)) return;
        if (alarms.Count == WatchState.AlarmsMax) alarms.RemoveAt(0);
        alarms.Add(new ChangeAlarm(at, detector.Statistic, detector.Threshold));
    }

    // What another version of a detector saved is not taken for its own: then the watch starts anew.
    private static (ChangeDetector Detector, bool Resumed) Resume(ChangeWatch watch, WatchState? before)
    {
        var detector = watch.Create();
        if (before is null) return (detector, false);
        try
        {
            detector.Load(before.Detector.Span);
            return (detector, true);
        }
        catch (InvalidDataException)
        {
            return (detector, false);
        }
    }
}
