using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Changes;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Windows;

namespace RetrainGrains.Domain.Lifecycle;

/// <summary>
/// The accumulator of labelled rows, which adds them to windows and track records, each row once, in stored order.
/// </summary>
public static class LearnedStateAccumulator
{
    private static readonly TimeSpan WeightHalfLife = TimeSpan.FromDays(3.5);

    /// <summary>
    /// Adds the rows to the learned state and to the hour buckets; the hours that changed are added to
    /// <paramref name="touched"/>. Rows from before <paramref name="oldestHour"/> are in no bucket; those whose outcome
    /// became known beyond the policy's horizon, or whose times no clock can have told by <paramref name="now"/>, count
    /// only as outcomes.
    /// </summary>
    public static LearnedState Absorb(
        ModelState state, LearnedState learned, IReadOnlyList<ScoredRow> rows, IDictionary<long, HourBucket> buckets,
        long oldestHour, ISet<long> touched, DateTimeOffset now)
    {
        var records = learned.Records.Copy();
        var (cursor, added) = (learned.Cursor, 0);
        var newest = learned.NewestOutcome;
        var (returns, segments) = RulesOf(state);
        var watches = ChangeCheck.Open(state.Policy.Triggers.Change, state.ChangeFacts, learned.Detectors);
        bool[] constants = [.. state.Candidates.Select(candidate => candidate.Recipe.IsConstant)];
        foreach (var row in rows)
        {
            if (row.Sequence <= cursor) continue;
            (cursor, added) = (row.Sequence, added + 1);
            if (!IsBelievable(row, now)) continue;
            newest = BelievableTime.Newest(newest, row.KnownAt, now);
            if (IsLate(state, row)) continue;
            FadeWeights(state, records, row.KnownAt);
            records.Add(state.Policy.Challengers, state.Schema.Task, row, constants);
            foreach (var watch in watches) watch.Add(row);
            AddToWindow(state, row, returns, segments, buckets, oldestHour, touched);
        }
        return learned with
        {
            Records = records,
            Cursor = cursor,
            Outcomes = learned.Outcomes + added,
            SinceCheck = learned.SinceCheck + added,
            NewestOutcome = newest,
            Detectors = [.. watches.Select(watch => watch.Close())],
        };
    }

    private static bool IsBelievable(ScoredRow row, DateTimeOffset now) =>
        BelievableTime.Holds(row.KnownAt, now) && BelievableTime.Holds(row.At, now);

    /// <summary>Adds rows to the hour buckets alone, as they are added when they come.</summary>
    public static void AddToWindows(
        ModelState state, IReadOnlyList<ScoredRow> rows, IDictionary<long, HourBucket> buckets, long oldestHour,
        ISet<long> touched, DateTimeOffset now)
    {
        var (returns, segments) = RulesOf(state);
        foreach (var row in rows.Where(row => IsBelievable(row, now) && !IsLate(state, row)))
        {
            AddToWindow(state, row, returns, segments, buckets, oldestHour, touched);
        }
    }

    private static (ReturnRule? Returns, SegmentPlan Segments) RulesOf(ModelState state) => (
        ReturnRule.Of(state.Policy.Performance.Returns, state.Schema),
        SegmentPlan.Of(state.Policy.Performance.Segments, state.Schema));

    // History was never predicted: it is not late.
    private static bool IsLate(ModelState state, in ScoredRow row) =>
        !double.IsNaN(row.Served) && state.Policy.Outcomes.IsLate(row.At, row.KnownAt);

    private static void AddToWindow(
        ModelState state, in ScoredRow row, ReturnRule? returns, SegmentPlan segments,
        IDictionary<long, HourBucket> buckets, long oldestHour, ISet<long> touched)
    {
        if (state.Bins is not { } bins || HourBucket.HourOf(row.At) < oldestHour) return;
        var bucket = BucketOf(state, row, buckets, touched);
        AddToBucket(bucket, bins, row, returns);
        if (!double.IsNaN(row.Served)) segments.Add(bucket, bins, row, Earned(returns, row, row.Served));
    }

    // A mean over about a week: long enough that one good day does not give a recipe a large weight.
    private static void FadeWeights(ModelState state, TrackRecords records, DateTimeOffset at)
    {
        if (state.Champion is not { } champion || at <= records.LastRow) return;
        var keep = records.LastRow == default ? 0 : Math.Pow(0.5, (at - records.LastRow) / WeightHalfLife);
        for (var i = 0; i < records.Candidates; i++)
        {
            var weight =
                champion.Members.FirstOrDefault(member => member.Recipe == state.Candidates[i].Recipe)?.Weight ?? 0;
            records.MeanWeights[i] = records.MeanWeights[i] * keep + weight * (1 - keep);
        }
    }

    private static HourBucket BucketOf(
        ModelState state, ScoredRow row, IDictionary<long, HourBucket> buckets, ISet<long> touched)
    {
        var hour = HourBucket.HourOf(row.At);
        touched.Add(hour);
        if (buckets.TryGetValue(hour, out var bucket) && bucket.Candidates.Length == row.Candidates.Length)
            return bucket;
        // Features that came after the bins are counted once the next run has made theirs.
        return buckets[hour] =
            HourBucket.Empty(hour, state.Schema, row.Candidates.Length, state.Bins!.FeatureCount);
    }

    private static void AddToBucket(HourBucket bucket, FeatureBins bins, ScoredRow row, ReturnRule? returns)
    {
        bucket.Count(bins, row);
        AddErrors(bucket.Served, row.Served, row.Given?.Served);
        AddErrors(bucket.Predecessor, row.Predecessor, row.Given?.Predecessor);
        for (var i = 0; i < row.Candidates.Length; i++)
        {
            AddErrors(bucket.Candidates[i], row.Candidates[i], row.Given?.Candidates[i]);
        }

        void AddErrors(ErrorSums sums, double prediction, double? given)
        {
            if (double.IsNaN(prediction)) return;
            sums.Add(prediction, row.Outcome, Earned(returns, row, prediction), given ?? double.NaN);
        }
    }

    private static double Earned(ReturnRule? returns, in ScoredRow row, double prediction) =>
        returns?.Of(prediction, row.Outcome, row.Features) ?? double.NaN;
}
