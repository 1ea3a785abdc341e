using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Ensembles;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Domain.Schedules;
using RetrainGrains.Domain.Windows;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Fleet.Serving;
using RetrainGrains.Storage;
using RetrainGrains.Storage.Formats;

namespace RetrainGrains.Fleet.Models;

/// <summary>
/// A model as it is in memory between commits: state, learned state and windows, with the revision they were read at.
/// The database stays the truth: a commit that it refuses makes the session stale, and it is read again.
/// </summary>
internal sealed partial class ModelSession
{
    private const int AbsorbRows = 5_000;
    private const int SlackHours = 24;

    private readonly IDatabase database;
    private readonly ScorerCache scorers;
    private readonly WorkerAnswers workers;
    private readonly EstimationLoader reading;
    private readonly AttributionLoader attributions;
    private readonly SortedDictionary<long, HourBucket> buckets = [];
    private readonly HashSet<long> touched = [];
    private ShadowScoring? shadow;
    private long learnedCount;
    private LearnedState stored;
    private double servedOffset;

    private ModelSession(IDatabase database, ScorerCache scorers, IWorkerPool pool, ModelRow row)
    {
        this.database = database;
        this.scorers = scorers;
        workers = new WorkerAnswers(pool, scorers);
        reading = new EstimationLoader(database, scorers, workers);
        attributions = new AttributionLoader(database.Artifacts);
        State = DomainJson.Read<ModelState>(row.State);
        LearnedState =
            (row.LearnedState is { } bytes ? LearnedStateCodec.Read(bytes) : LearnedState.None(State)).For(State);
        Revision = row.Revision;
        learnedCount = row.LearnedCount;
        stored = LearnedState;
        servedOffset = Offset;
    }

    public ModelState State { get; private set; }
    public LearnedState LearnedState { get; private set; }
    public long Revision { get; private set; }
    public IReadOnlyCollection<HourBucket> Buckets => buckets.Values;

    /// <summary>Returns true when outcomes or predictions were taken in that are not stored yet.</summary>
    public bool HasGrown => IsNew(LearnedState);

    private double Offset =>
        State.Champion is { } champion ? BlendRule.Offset(
            State.Policy.Challengers, State.Candidates, champion.Members, LearnedState.Records) : 0;

    public static async Task<ModelSession?> LoadAsync(
        IDatabase database, ScorerCache scorers, IWorkerPool workers, string modelId)
    {
        if (await database.Models.FindAsync(modelId) is not { } row) return null;
        var session = new ModelSession(database, scorers, workers, row);
        foreach (var window in await database.Models.WindowsAsync(modelId, long.MinValue))
        {
            session.buckets[window.Hour] = BucketCodec.Read(window.Hour, session.State.Schema, window.Body);
        }
        return session;
    }

    /// <summary>Takes in the outcomes, and for estimates the predictions, stored since the last time.</summary>
    public async Task AbsorbAsync(DateTimeOffset now)
    {
        await AbsorbOutcomesAsync(now);
        var estimation = await reading.AbsorbAsync(State, LearnedState.Estimation, now);
        LearnedState = LearnedState with { Estimation = estimation };
    }

    /// <summary>
    /// Returns true for a model that was never checked and has the outcomes for its first training.
    /// </summary>
    public bool AwaitsFirstCheck => State is { LastCheck: null, Champion: null }
        && LearnedState.Outcomes >= State.Policy.Triggers.MinimumOutcomes;

    /// <summary>Answers whether a full check is due: enough outcomes have come, or enough time has passed.</summary>
    public bool IsCheckDue(DateTimeOffset now) => NextCheck.IsDue(
        State.Policy.Schedule, State.ModelId, LearnedState.SinceCheck, State.LastCheck, State.RegisteredAt, now);

    /// <summary>Fits the estimator of performance, when a check finds that due.</summary>
    public async Task PrepareCheckAsync(DateTimeOffset now) => LearnedState = LearnedState with
    {
        Estimation = await reading.FitAsync(State, LearnedState, Buckets, servedOffset, now),
    };

    private async Task AbsorbOutcomesAsync(DateTimeOffset now)
    {
        await ForgetUnbelievableAsync(now);
        var oldest = HourBucket.HourOf(now - State.Policy.KeepWindows);
        IReadOnlyList<LabelledRow> rows;
        do
        {
            rows = await database.Observations.LabelledAfterAsync(State.ModelId, LearnedState.Cursor, AbsorbRows);
            if (rows.Count == 0) return;
            shadow ??= await ShadowScoring.LoadAsync(State, servedOffset, scorers, workers);
            var scored = await shadow.ScoreAsync(rows);
            ScoredRow[] believed = [.. scored.Where(row => BelievableTime.Holds(row.At, now))];
            LearnedState = LearnedStateAccumulator.Absorb(
                State, LearnedState, scored, buckets, oldest, touched, now) with
            {
                Attributions = await attributions.AbsorbAsync(State, LearnedState.Attributions, believed),
            };
        }
        while (rows.Count == AbsorbRows);
    }

    // A state from before gateways refused times ahead of their clock: what was newest then is found in the log, once.
    private async Task ForgetUnbelievableAsync(DateTimeOffset now)
    {
        if (LearnedState.NewestOutcome is not { } told || BelievableTime.Holds(told, now)) return;
        DateTimeOffset? newest = null;
        var cursor = 0L;
        while (cursor < LearnedState.Cursor)
        {
            var rows = await database.Observations.LabelledAfterAsync(State.ModelId, cursor, AbsorbRows);
            if (rows.Count == 0) break;
            foreach (var row in rows.Where(row => BelievableTime.Holds(row.KnownAt, now)))
                newest = BelievableTime.Newest(newest, row.KnownAt, now);
            cursor = rows[^1].Sequence;
        }
        var records = LearnedState.Records.Copy();
        records.LastRow = newest ?? default;
        LearnedState = LearnedState with { NewestOutcome = newest, Records = records };
    }

    /// <summary>Answers with the state that a decision leads to, without storing it.</summary>
    public ModelState After(LifecycleDecision decision) => ModelLifecycle.ApplyAll(State, decision.Events);

    /// <summary>Makes the one transaction that stores a decision with the learned state it was made on.</summary>
    public ModelChange Propose(
        LifecycleDecision decision, DateTimeOffset now, RequestRow? request = null, RunOutcome? ended = null,
        LearnedState? learned = null)
    {
        var held = learned ?? LearnedState;
        var checkedNow = decision.Events.Any(happened => happened is ModelChecked);
        var rescheduled = checkedNow || decision.Events.Any(happened => happened is PolicySet);
        var next = After(decision);
        // An estimator of errors knows the features that it was fitted on: it is fitted anew where there are more.
        if (next.Schema.Features.Length > State.Schema.Features.Length) held = held with { Estimation = null };
        learned = (checkedNow ? held with { SinceCheck = 0 } : held).For(next);
        var grown = IsNew(learned) || checkedNow || learned.CandidateSet != LearnedState.CandidateSet;
        var commit = new ModelCommit
        {
            ModelId = next.ModelId,
            ModelType = next.ModelType,
            ExpectedRevision = Revision,
            ExpectedLearnedCount = learnedCount,
            State = decision.Events.IsEmpty && request is null ? null : DomainJson.Write(next),
            LearnedState = grown ? LearnedStateCodec.Write(learned) : null,
            At = now,
            Ledger = [.. decision.Events.Select(
                happened => new LedgerAppend(now, happened.Kind, DomainJson.Write(happened)))],
            Serving = Serving(next, learned, decision),
            Schedule = ScheduleOf(next, learned, rescheduled, now),
            NewRuns = [.. decision.Effects.OfType<StartRun>().Select(start => RunOf(start.Plan))],
            RunOutcomes = ended is null ? [] : [ended],
            Outbox = [.. decision.Effects.Select(Outbox.Append)],
            Windows =
            [
                .. touched.Where(buckets.ContainsKey)
                    .Select(hour => new WindowRow(hour, BucketCodec.Write(buckets[hour]))),
            ],
            DropWindowsBefore = OldestToKeep(next, now),
            Outcomes = decision.Events.Any(happened => happened is PolicySet) ? next.Policy.Outcomes : null,
            Request = request,
        };
        return new ModelChange(commit, next, learned);
    }

    /// <summary>Follows a change that is stored now, as this revision.</summary>
    public void Advance(ModelChange change, long revision)
    {
        if (!ReferenceEquals(State, change.Next)) shadow = null;
        (State, LearnedState, Revision) = (change.Next, change.Learned, revision);
        if (change.Commit.LearnedState is not null) learnedCount++;
        stored = change.Learned;
        if (servedOffset != Offset) (servedOffset, shadow) = (Offset, null);
        touched.Clear();
        if (change.Commit.DropWindowsBefore is not { } oldest) return;
        foreach (var hour in buckets.Keys.TakeWhile(hour => hour < oldest).ToArray()) buckets.Remove(hour);
    }

    private bool IsNew(LearnedState learned) =>
        learned.Cursor != stored.Cursor || learned.NewestOutcome != stored.NewestOutcome
        || !ReferenceEquals(learned.Estimation, stored.Estimation)
        || !ReferenceEquals(learned.Repair, stored.Repair) || !ReferenceEquals(learned.Recompute, stored.Recompute)
        || learned.Overwrite != stored.Overwrite;

    // A repair that a killed process leaves behind goes on when the schedule calls: after a start at once.
    private ScheduleRow? ScheduleOf(ModelState next, LearnedState learned, bool rescheduled, DateTimeOffset now)
    {
        var begins = !IsRepairing && IsLeft(learned);
        if (!begins && !rescheduled) return null;
        return new ScheduleRow(
            next.ModelId, Shards.Of(next.ModelId),
            begins ? now : NextCheck.After(next.Policy.Schedule, next.ModelId, now));
    }

    // Old windows go a day's worth at a time: one delete a day, not one an hour.
    private long? OldestToKeep(ModelState next, DateTimeOffset now)
    {
        var oldest = HourBucket.HourOf(now - next.Policy.KeepWindows);
        return buckets.Count > 0 && buckets.First().Key < oldest - SlackHours ? oldest : null;
    }

    private ServingRow? Serving(ModelState next, LearnedState learned, LifecycleDecision decision)
    {
        if (next.Champion is not { } champion) return null;
        var offset = BlendRule.Offset(next.Policy.Challengers, next.Candidates, champion.Members, learned.Records);
        var moved =
            decision.Events.Any(happened => happened is ChampionPromoted or BlendWeighted or ChampionRolledBack
                or SchemaChanged);
        if (!moved && offset == servedOffset && next.Policy.Serving == State.Policy.Serving) return null;
        var plan = new ServingPlan(next.ModelId, champion.Number, next.Schema, champion.Members, offset)
        {
            Durable = next.Policy.Serving.Durable,
        };
        return new ServingRow(
            next.ModelId, champion.Number.ToString(), champion.Lead.ArtifactId, DomainJson.Write(plan));
    }

    private static RunRow RunOf(ChallengerPlan plan) => new(
        plan.RunId, plan.ModelId, RunStatus.Queued, plan.Priority, plan.Cause.Kind.ToString(), plan.PlannedAt,
        DomainJson.Write(plan));
}

/// <summary>A transaction that is proposed to the database, and the model as it is once that has committed.</summary>
internal sealed record ModelChange(ModelCommit Commit, ModelState Next, LearnedState Learned);
