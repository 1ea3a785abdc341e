using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Repairs;
using RetrainGrains.Domain.Windows;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Storage;

namespace RetrainGrains.Fleet.Models;

// What a repair of facts changes of what was learned: decided with the facts, then computed again step by step.
internal sealed partial class ModelSession
{
    /// <summary>
    /// Returns true while rows of a repair are left to change, their bytes to overwrite, or something to compute again.
    /// </summary>
    public bool IsRepairing => IsLeft(LearnedState);

    /// <summary>Makes the transaction of one step of a repair, from the rows that it has changed.</summary>
    public (ModelChange Change, RepairView View) ProposeRepair(
        RepairOrder order, RepairTally tally, RepairedFacts facts, VersionHistory versions, DateTimeOffset now)
    {
        var counted = tally.With(facts.Rows, facts.EntityOutcomes, versions.All);
        var repair = new RepairInFlight(order, counted) { Mark = facts.Mark };
        var learned = LearnedState with
        {
            Recompute = MarkOf(facts.Rows, now),
            Estimation = order.Kind == RepairKind.Correction || facts.Rows.Count == 0
                ? LearnedState.Estimation
                : LearnedState.Estimation?.Recounting(facts.Rows.Min(row => row.At)),
            // From the first part again, also where the bytes of an earlier erasure are being overwritten.
            Overwrite = order.Kind == RepairKind.Erasure && !facts.HasMore
                ? new OverwriteMark()
                : LearnedState.Overwrite,
            // Corrections are carried out at once, also beside a repair that goes on.
            Repair = facts.HasMore ? repair
                : LearnedState.Repair?.Order.RequestId == order.RequestId ? null
                : LearnedState.Repair,
        };
        var view = ViewOf(repair, versions, !facts.HasMore, learned) with
        {
            Statuses = string.Concat(facts.Statuses.Select(status => (int)status)),
        };
        if (facts.HasMore) return (Propose(LifecycleDecision.Nothing, now, learned: learned), view);
        var decision = ModelLifecycle.Decide(State, new RepairEnded(repair, versions.All), now);
        var answer = view with { Recompute = null, Overwrite = null };
        return (Propose(decision, now, Requests.Of(order, answer), learned: learned), view);
    }

    public RepairView ViewOf(
        RepairInFlight repair, VersionHistory versions, bool changed, LearnedState? learned = null) => new(
        repair.Order.RequestId, repair.Order.Kind, changed, repair.Tally, repair.Tally.Learned(versions.All))
        {
            Recompute = (learned ?? LearnedState).Recompute, Outcomes = LearnedState.Outcomes,
            Overwrite = repair.Order.Kind == RepairKind.Erasure ? (learned ?? LearnedState).Overwrite : null,
        };

    /// <summary>
    /// Overwrites a piece of what the database's files keep of erased rows; null when nothing is left.
    /// </summary>
    public async Task<OverwriteMark?> OverwriteAsync()
    {
        if (LearnedState.Overwrite is not { } mark) return null;
        var piece = await database.Models.OverwriteErasedAsync(mark.Next);
        mark = piece.Next is { } next ? new OverwriteMark(next, piece.Parts, piece.Problem) : null;
        LearnedState = LearnedState with { Overwrite = mark };
        return mark;
    }

    /// <summary>Computes a piece of what was learned again, of about so many rows.</summary>
    public async Task RecomputeAsync(VersionHistory versions, int rows, DateTimeOffset now)
    {
        if (LearnedState.Recompute is not { } mark) return;
        var scoring = new RecomputeScoring(State, servedOffset, versions, scorers, workers);
        if (mark.HoursDone) await RecomputeRecordsAsync(mark, scoring, rows, now);
        else await RecomputeHoursAsync(mark, scoring, rows, now);
    }

    // An hour as a whole, page by page: it holds rows up to the cursor at its end, as it does by itself.
    private async Task RecomputeHoursAsync(RecomputeMark mark, RecomputeScoring scoring, int rows, DateTimeOffset now)
    {
        var oldest = HourBucket.HourOf(now - State.Policy.KeepWindows);
        var done = 0;
        long? next = null;
        foreach (var hour in buckets.Keys.Where(hour => hour >= mark.NextHour && hour <= mark.LastHour).ToArray())
        {
            if (done >= rows)
            {
                next = hour;
                break;
            }
            done += await RecomputeHourAsync(hour, scoring, oldest, now);
        }
        LearnedState = LearnedState with { Recompute = mark with { NextHour = next ?? mark.LastHour + 1 } };
    }

    private async Task<int> RecomputeHourAsync(
        long hour, RecomputeScoring scoring, long oldest, DateTimeOffset now)
    {
        var again = new SortedDictionary<long, HourBucket>
        {
            [hour] = HourBucket.Empty(hour, State.Schema, State.Candidates.Length),
        };
        var (start, count) = (DateTimeOffset.FromUnixTimeMilliseconds(hour * 3_600_000), 0);
        var mark = new PredictionMark(start, "");
        while (true)
        {
            var page = await database.Observations.MaturedAfterAsync(
                State.ModelId, mark, start.AddHours(1), LearnedState.Cursor, AbsorbRows);
            if (page.Count == 0) break;
            LearnedStateAccumulator.AddToWindows(
                State, await scoring.ScoreAsync(page), again, oldest, touched, now);
            mark = new PredictionMark(page[^1].At, page[^1].PredictionId);
            count += page.Count;
        }
        // Only as a whole: one that could not be read to its end stays as it was.
        buckets[hour] = again[hour];
        touched.Add(hour);
        return count;
    }

    private async Task RecomputeRecordsAsync(
        RecomputeMark mark, RecomputeScoring scoring, int rows, DateTimeOffset now)
    {
        var before = LearnedState;
        // Records of another set of candidates cannot be continued.
        var partial = before.Recomputed is { } begun && begun.CandidateSet == State.CandidateSet
            ? begun
            : LearnedState.None(State).Beginning(State, before);
        if (!ReferenceEquals(partial, before.Recomputed)) mark = mark with { Position = 0, Rows = 0, Again = false };
        var page = await database.Observations.LabelledAfterAsync(State.ModelId, mark.Position, rows);
        LabelledRow[] absorbed = [.. page.Where(row => row.Sequence <= before.Cursor)];
        if (absorbed.Length > 0)
        {
            var scored = await scoring.ScoreAsync(absorbed);
            // No hour is this old: windows are computed apart.
            var followed = await attributions.AbsorbAsync(State, partial.Attributions, scored);
            partial = LearnedStateAccumulator.Absorb(
                State, partial, scored, new SortedDictionary<long, HourBucket>(), long.MaxValue, new HashSet<long>(),
                now);
            partial = partial with { Attributions = followed };
            mark = mark with { Position = absorbed[^1].Sequence, Rows = mark.Rows + absorbed.Length };
        }
        var ended = absorbed.Length < rows;
        LearnedState = ended
            ? partial.Instead(State, before)
            : before with { Recomputed = partial, Recompute = mark };
        shadow = ended ? null : shadow;
    }

    private static bool IsLeft(LearnedState learned) =>
        learned.Repair is not null || learned.Overwrite is not null || learned.Recompute is not null;

    private RecomputeMark? MarkOf(IReadOnlyList<RepairedRow> rows, DateTimeOffset now)
    {
        RepairedRow[] counted = [.. rows.Where(row => row.Sequence <= LearnedState.Cursor)];
        if (counted.Length == 0) return LearnedState.Recompute;
        var oldest = HourBucket.HourOf(now - State.Policy.KeepWindows);
        return RecomputeMark.Of(
            LearnedState.Recompute, Math.Max(oldest, HourBucket.HourOf(counted[0].At)),
            Math.Max(oldest - 1, HourBucket.HourOf(counted[^1].At)));
    }
}
