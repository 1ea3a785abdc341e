using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Learning.Data;
using RetrainGrains.Statistics.Streaming;

namespace RetrainGrains.Domain.Changes;

/// <summary>
/// A detector while rows are added: opened from its state, fed in stored order, and saved into a state.
/// </summary>
internal sealed class RunningDetector
{
    // Squares and sums of anything below stay finite.
    private const double Largest = 1e100;

    private readonly ChangeDetectorPolicy policy;
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

    private RunningDetector(ChangeDetectorPolicy policy, ChangeFacts facts, double scale, DetectorState? before)
    {
        (this.policy, this.scale) = (policy, scale);
        task = facts.Schema.Task;
        since = facts.PromotedAt!.Value;
        feature = policy.OnLoss ? -1 : facts.Schema.IndexOf(policy.On);
        key = KeyOf(policy, facts);
        if (before?.Key != key) before = null;
        (detector, var resumed) = Resume(policy, before);
        if (!resumed) before = null;
        // The unit in which the champion was promoted is not a whole one.
        unit = before?.Unit ?? Units.NumberOf(policy.Per, since);
        (sum, rows) = (before?.Sum ?? 0, before?.Rows ?? 0);
        alarms = [.. before?.Alarms ?? []];
    }

    /// <summary>
    /// Opens a detector; null while there is no number to follow, or no reference to compare it with.
    /// </summary>
    public static RunningDetector? Of(ChangeDetectorPolicy policy, ChangeFacts facts, DetectorState? before) =>
        facts.Champion is not null && policy.Scale(facts.Reference) is { } scale
            && policy.ProblemWith(facts.Schema, "") is null
            ? new RunningDetector(policy, facts, scale, before)
            : null;

    public static string KeyOf(ChangeDetectorPolicy policy, ChangeFacts facts) => FormattableString.Invariant(
        $"{facts.Champion} {facts.PromotedAt:O} {policy.Scale(facts.Reference):R} ")
        + DomainJson.Write(policy);

    public void Add(ScoredRow row)
    {
        // The answers of an earlier champion say nothing about this one.
        if (double.IsNaN(row.Served) || row.At < since) return;
        var value = feature >= 0 ? row.Features[feature] : policy.LossOf(task, row.Served, row.Outcome);
        if (double.IsNaN(value)) return;
        value = Math.Clamp(value, -Largest, Largest);
        if (policy.Per == ChangeUnit.Row)
        {
            Feed(value, row.KnownAt);
            return;
        }
        // Outcomes arrive in the order in which they become known: a unit is over when one of a later unit arrives.
        if (Units.NumberOf(policy.Per, row.KnownAt) is var now && now > unit)
        {
            if (rows > 0) Feed(sum / rows, row.KnownAt);
            (unit, sum, rows) = (now, 0, 0);
        }
        if (unit == Units.NumberOf(policy.Per, since)) return;
        (sum, rows) = (sum + value, rows + 1);
    }

    public DetectorState Close() => new(key)
    {
        Detector = detector.Save(), Unit = unit, Sum = sum, Rows = rows, Alarms = [.. alarms],
    };

    private void Feed(double value, DateTimeOffset at)
    {
        if (!policy.Alarms(detector, value / scale)) return;
        if (alarms.Count == DetectorState.AlarmsMax) alarms.RemoveAt(0);
        alarms.Add(new ChangeAlarm(at, detector.Statistic, detector.Threshold));
    }

    // The saved state of another version of a detector is not readable: then the detector starts again.
    private static (ChangeDetector Detector, bool Resumed) Resume(ChangeDetectorPolicy policy, DetectorState? before)
    {
        var detector = policy.Create();
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
