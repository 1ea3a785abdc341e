namespace RetrainGrains.Fleet.Models;

/// <summary>
/// One model as it is in memory between commits: state, evidence and windows, with the revision they were read at.
/// The database stays the truth: a commit that it refuses makes the session stale, and it is read again.
/// </summary>
internal sealed class ModelSession
{
    private const int AbsorbRows = 5_000;
    private const int SlackHours = 24;

    private readonly IDatabase database;
    private readonly ScorerCache scorers;
    private readonly WorkerAnswers workers;
    private readonly EstimationReading reading;
    private readonly ContributionReading contributions;
    private readonly SortedDictionary<long, HourBucket> buckets = [];
    private readonly HashSet<long> touched = [];
    private ShadowScoring? shadow;
    private long evidenceCount;
    private Evidence stored;
    private double servedOffset;

    private ModelSession(IDatabase database, ScorerCache scorers, IWorkerPool pool, ModelRow row)
    {
        this.database = database;
        this.scorers = scorers;
        workers = new WorkerAnswers(pool, scorers);
        reading = new EstimationReading(database, scorers, workers);
        contributions = new ContributionReading(database.Artifacts);
        State = DomainJson.Read<ModelState>(row.State);
        Evidence = (row.Evidence is { } bytes ? EvidenceCodec.Read(bytes) : Evidence.None(State)).For(State);
        Revision = row.Revision;
        evidenceCount = row.EvidenceCount;
        stored = Evidence;
        servedOffset = Offset;
    }

    public ModelState State { get; private set; }
    public Evidence Evidence { get; private set; }
    public long Revision { get; private set; }
    public IReadOnlyCollection<HourBucket> Buckets => buckets.Values;

    /// <summary>Whether outcomes or predictions were taken in that are not stored yet.</summary>
    public bool HasGrown => IsNew(Evidence);

    /// <summary>Whether the last commit changed what is served.</summary>
    public bool ServingMoved { get; private set; }

    private double Offset =>
        State.Champion is { } champion ? BlendRule.Offset(State, champion.Members, Evidence.Records) : 0;

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
        Evidence = Evidence with { Estimation = await reading.AbsorbAsync(State, Evidence.Estimation, now) };
    }

    /// <summary>What a check needs beyond what is absorbed: an estimator, when one is to be fitted.</summary>
    public async Task PrepareCheckAsync(DateTimeOffset now) => Evidence = Evidence with
    {
        Estimation = await reading.FitAsync(State, Evidence, Buckets, servedOffset, now),
    };

    private async Task AbsorbOutcomesAsync(DateTimeOffset now)
    {
        var oldest = HourBucket.HourOf(now - State.Policy.KeepWindows);
        IReadOnlyList<MaturedRow> rows;
        do
        {
            rows = await database.Observations.MaturedAfterAsync(State.ModelId, Evidence.Cursor, AbsorbRows);
            if (rows.Count == 0) return;
            shadow ??= await ShadowScoring.LoadAsync(State, servedOffset, scorers, workers);
            var scored = await shadow.ScoreAsync(rows);
            Evidence = EvidenceIntake.Absorb(State, Evidence, scored, buckets, oldest, touched) with
            {
                Contributions = await contributions.AbsorbAsync(State, Evidence.Contributions, scored),
            };
        }
        while (rows.Count == AbsorbRows);
    }

    /// <summary>What a decision would lead to, without storing it.</summary>
    public ModelState After(LifecycleDecision decision) => ModelLifecycle.ApplyAll(State, decision.Events);

    /// <summary>Stores the decision and the evidence it was made on, or nothing.</summary>
    public async Task<CommitResult> CommitAsync(
        LifecycleDecision decision, DateTimeOffset now, RequestRow? request = null, RunOutcome? ended = null)
    {
        var checkedNow = decision.Events.Any(happened => happened is ModelChecked);
        var rescheduled = checkedNow || decision.Events.Any(happened => happened is PolicySet);
        var next = After(decision);
        var evidence = (checkedNow ? Evidence with { SinceCheck = 0 } : Evidence).For(next);
        var grown = IsNew(evidence) || checkedNow || evidence.Contest != Evidence.Contest;
        var dropBefore = OldestToKeep(next, now);
        var commit = new ModelCommit
        {
            ModelId = next.ModelId,
            ModelType = next.ModelType,
            ExpectedRevision = Revision,
            ExpectedEvidence = evidenceCount,
            State = decision.Events.IsEmpty && request is null ? null : DomainJson.Write(next),
            Evidence = grown ? EvidenceCodec.Write(evidence) : null,
            At = now,
            Ledger = [.. decision.Events.Select(
                happened => new LedgerAppend(now, happened.Kind, DomainJson.Write(happened)))],
            Serving = Serving(next, evidence, decision),
            Schedule = rescheduled
            ? new ScheduleRow(
                next.ModelId, Shards.Of(next.ModelId), NextCheck.After(next.Policy.Schedule, next.ModelId, now))
            : null,
            NewRuns = [.. decision.Effects.OfType<StartRun>().Select(start => RunOf(start.Plan))],
            RunOutcomes = ended is null ? [] : [ended],
            Outbox = [.. decision.Effects.Select(Outbox.Append)],
            Windows =
            [.. touched.Where(buckets.ContainsKey)
                .Select(hour => new WindowRow(hour, BucketCodec.Write(buckets[hour])))],
            DropWindowsBefore = dropBefore,
            Request = request,
        };
        var result = await database.Models.CommitAsync(commit);
        ServingMoved = result.Committed && commit.Serving is not null;
        if (result.Committed) Advance(next, evidence, result.Revision, grown, dropBefore);
        return result;
    }

    private bool IsNew(Evidence evidence) =>
        evidence.Cursor != stored.Cursor || !ReferenceEquals(evidence.Estimation, stored.Estimation);

    private void Advance(ModelState next, Evidence evidence, long revision, bool grown, long? dropBefore)
    {
        if (!ReferenceEquals(State, next)) shadow = null;
        (State, Evidence, Revision) = (next, evidence, revision);
        if (grown) evidenceCount++;
        stored = evidence;
        if (servedOffset != Offset) (servedOffset, shadow) = (Offset, null);
        touched.Clear();
        if (dropBefore is not { } oldest) return;
        foreach (var hour in buckets.Keys.TakeWhile(hour => hour < oldest).ToArray()) buckets.Remove(hour);
    }

    // Old windows go a day's worth at a time: one delete a day, not one an hour.
    private long? OldestToKeep(ModelState next, DateTimeOffset now)
    {
        var oldest = HourBucket.HourOf(now - next.Policy.KeepWindows);
        return buckets.Count > 0 && buckets.First().Key < oldest - SlackHours ? oldest : null;
    }

    private ServingRow? Serving(ModelState next, Evidence evidence, LifecycleDecision decision)
    {
        if (next.Champion is not { } champion) return null;
        var offset = BlendRule.Offset(next, champion.Members, evidence.Records);
        var moved =
            decision.Events.Any(happened => happened is ChampionPromoted or BlendWeighted or ChampionRolledBack);
        if (!moved && offset == servedOffset) return null;
        var plan = new ServingPlan(next.ModelId, champion.Number, next.Schema, champion.Members, offset);
        return new ServingRow(
            next.ModelId, champion.Number.ToString(), champion.Lead.ArtifactId, DomainJson.Write(plan));
    }

    private static RunRow RunOf(ChallengerPlan plan) => new(
        plan.RunId, plan.ModelId, RunStatus.Queued, plan.Priority, plan.Cause.Kind.ToString(), plan.PlannedAt,
        DomainJson.Write(plan));
}
