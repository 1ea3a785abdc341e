using RetrainGrains.Domain.Costs;
using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Windows;

namespace RetrainGrains.Domain.Lifecycle;

/// <summary>The account of a model's periods for the cost-aware rule.</summary>
internal static class PeriodAccount
{
    /// <summary>Lists the periods that have ended since the last recorded one, each with the rule's decision.</summary>
    public static IEnumerable<PeriodServed> Ended(
        ModelState state, IReadOnlyCollection<HourBucket> buckets, DateTimeOffset now)
    {
        if (state is not { Policy.Schedule.CostAware: { } schedule, Champion: not null }) yield break;
        var grid = PeriodGrid.Of(schedule, state.ModelId);
        var current = grid.NumberOf(now - schedule.OutcomesWithin);
        var next = state.Periods.IsEmpty ? current - 1 : state.Periods[^1].Number + 1;
        // Older windows have been dropped. A gap starts the account again.
        next = Math.Max(next, grid.NumberOf(now - state.Policy.KeepWindows) + 1);
        for (; next < current; next++)
        {
            if (grid.Start(next) < InServiceSince(state)) continue;
            var record = Record(state, grid, next, buckets);
            state = state with { Periods = Keep(schedule, state.Periods, record) };
            var decision = Ask(state, schedule);
            yield return new PeriodServed(now, record, CostOf(state, schedule), decision.Retrain, decision.Reason);
        }
    }

    public static ImmutableArray<PeriodRecord> Keep(
        CostAwareSchedule schedule, ImmutableArray<PeriodRecord> before, PeriodRecord record) =>
        before.IsEmpty || before[^1].Number != record.Number - 1
            ? [record]
            : [.. before.TakeLast(PeriodRecord.KeptMax(schedule) - 1), record];

    /// <summary>
    /// Reads the rule's decision on the latest period; null before the first has ended, and after a run.
    /// </summary>
    public static CostDecision? Decide(ModelState state) =>
        state is { Policy.Schedule.CostAware: { } schedule, Champion: not null, Periods: [.., var last] }
            && !(state.LastRun >= last.End)
            ? Ask(state, schedule)
            : null;

    private static CostDecision Ask(ModelState state, CostAwareSchedule schedule)
    {
        var first = state.Periods[0].Number;
        var periods = state.Periods.Select(period => new ServedPeriod(
            (int)(period.TrainedIn - first), period.Loss, period.Rows,
            (int?)(period.PredecessorTrainedIn - first), period.PredecessorLoss));
        var trainedIn = TrainedIn(state, PeriodGrid.Of(schedule, state.ModelId), state.Champion!);
        var history = new ServingHistory(CostOf(state, schedule), [.. periods], (int)(trainedIn - first));
        return new CostAwareRule(schedule.Rule).Decide(history);
    }

    private static double CostOf(ModelState state, CostAwareSchedule schedule)
    {
        if (schedule.Cost is { } stated) return stated;
        return schedule.CostPerSecond is { } price && state.LastRunTook is { } took
            ? price * took.TotalSeconds
            : schedule.CostShare * state.Periods.Average(period => period.Loss);
    }

    private static PeriodRecord Record(
        ModelState state, PeriodGrid grid, long number, IReadOnlyCollection<HourBucket> buckets)
    {
        var (champion, end) = (state.Champion!, grid.FirstHour(number + 1));
        var promoted = HourBucket.HourOf(champion.PromotedAt);
        var (loss, rows, own, paired, excess) = (0.0, 0.0, 0.0, 0.0, 0.0);
        foreach (var bucket in buckets)
        {
            if (bucket.Hour < grid.FirstHour(number) || bucket.Hour >= end || bucket.Served.Count == 0) continue;
            loss += bucket.Served.Loss;
            rows += bucket.Served.Count;
            if (bucket.Hour <= promoted) continue;
            own += bucket.Served.Count;
            if (bucket.Predecessor.Count == 0) continue;
            paired += bucket.Served.Count;
            excess += bucket.Served.Loss - bucket.Served.Count * bucket.Predecessor.Loss / bucket.Predecessor.Count;
        }
        // A period belongs to the version that served most of it.
        var version = 2 * own >= rows || state.Former.IsEmpty ? champion : state.Former[0];
        var record = new PeriodRecord(
            number, grid.Start(number + 1), loss, (int)rows, TrainedIn(state, grid, version));
        if (version != champion || 2 * paired < rows || rows == 0 || state.Predecessor is not { } predecessor)
        {
            return record;
        }
        var before = TrainedIn(state, grid, predecessor);
        // A version no older than its successor says nothing about age: after a rollback, or with the same lead.
        return before >= record.TrainedIn
            ? record
            : record with
            {
                PredecessorTrainedIn = before, PredecessorLoss = Math.Max(0, loss - excess * rows / paired),
            };
    }

    private static long TrainedIn(ModelState state, PeriodGrid grid, ModelVersion version)
    {
        var artifact = version.Lead.ArtifactId;
        var trained = state.Candidates.SelectMany(candidate => new[] { candidate.Version, candidate.Previous })
            .FirstOrDefault(candidate => candidate?.ArtifactId == artifact);
        // Candidates keep two versions; an older one was trained no later than it began to serve.
        return grid.NumberOf(trained?.Data.To ?? version.PromotedAt);
    }

    // Rows from before the first champion were not served: its first period must be a whole one.
    private static DateTimeOffset InServiceSince(ModelState state) =>
        state.Periods.IsEmpty
            ? state.Former.Append(state.Champion!).Min(version => version.PromotedAt)
            : DateTimeOffset.MinValue;
}
