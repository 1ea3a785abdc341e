using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Ensembles;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Policies;
using RetrainGrains.Domain.Probation;
using RetrainGrains.Domain.Windows;

namespace RetrainGrains.Domain.Lifecycle;

/// <summary>
/// The lifecycle of a model: registered → checked → triggered → challengers trained → gates → promoted → probation →
/// confirmed or rolled back. Pure: state and input in, events and effects out; the events make the next state.
/// </summary>
public static class ModelLifecycle
{
    public static ModelRegistered Register(
        string modelId, string modelType, FeatureSchema schema, ModelPolicy policy, ulong seed, DateTimeOffset now) =>
        new(modelId, modelType, schema, policy, seed, now);

    public static LifecycleDecision Decide(ModelState state, LifecycleInput input, DateTimeOffset now) => input switch
    {
        OutcomesSeen seen => CheckStep.Reweigh(state, seen.LearnedState, now),
        CheckDue check => CheckStep.Decide(state, check, now),
        RunReturned run => RunStep.Decide(state, run, now),
        RunLost lost => RunStep.Lose(state, lost, now),
        CancelAsked asked => RunStep.Cancel(state, asked, now),
        PromotionAsked asked => ManualCommands.Promote(state, asked, now),
        ImportAsked asked => ManualCommands.Import(state, asked, now),
        RollbackAsked asked => ManualCommands.RollBack(state, asked, now),
        RetirementAsked asked => CandidateCommands.Retire(state, asked, now),
        RestorationAsked asked => CandidateCommands.Restore(state, asked, now),
        PolicyAsked asked => ManualCommands.SetPolicy(state, asked),
        RepairEnded ended => RepairStep.Decide(ended, now),
        SchemaAsked asked => ManualCommands.ChangeSchema(state, asked, now),
        _ => throw new ArgumentOutOfRangeException(nameof(input), input, "is no lifecycle input"),
    };

    public static ModelState ApplyAll(ModelState state, IEnumerable<LifecycleEvent> events) =>
        events.Aggregate(state, Apply);

    /// <summary>Makes the state of a model that has just been registered.</summary>
    public static ModelState Start(ModelRegistered registered) => new ModelState
    {
        ModelId = registered.ModelId,
        ModelType = registered.ModelType,
        Schema = registered.Schema,
        Policy = registered.Policy,
        Seed = registered.Seed,
        RegisteredAt = registered.At,
    }.Compete();

    public static ModelState Apply(ModelState state, LifecycleEvent happened) => happened switch
    {
        ModelRegistered registered => Start(registered),
        PolicySet set => Apply(state, set).Compete(state.Policy.Challengers),
        // What is trained, counted and compared keeps the features that it knows until the next run.
        SchemaChanged changed => state with { Schema = changed.Schema },
        ModelChecked check => Apply(state, check),
        IntervalAdapted adapted => state with { AdaptiveDays = adapted.Days, AdaptiveSetAt = adapted.At },
        BlendWeighted weighted => state with
        {
            WeightedAt = weighted.At,
            Champion = state.Champion! with { Members = weighted.Members },
        },
        RunPlanned run => Apply(state, run),
        RunEnded run => Apply(state, run),
        ChampionPromoted promoted => Apply(state, promoted),
        ProbationPassed => state with { Probation = null },
        ChampionRolledBack back => Apply(state, back),
        CandidateRetired retired => CandidateCommands.Mark(
            state, retired.Candidate, new Retirement(retired.By, retired.Reason, retired.At)),
        CandidateRestored restored => CandidateCommands.Mark(state, restored.Candidate, null),
        PeriodServed served => state with
        {
            Periods = PeriodAccount.Keep(state.Policy.Schedule.CostAware!, state.Periods, served.Period),
        },
        // What it changed are facts and what was learned from them; the lifecycle stands where it stood.
        FactsRepaired => state,
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened, "is no lifecycle event"),
    };

    // Periods of another length cannot be compared.
    private static ModelState Apply(ModelState state, PolicySet set) => state with
    {
        Policy = set.Policy,
        Periods = set.Policy.Schedule.CostAware?.Period == state.Policy.Schedule.CostAware?.Period ? state.Periods : [],
    };

    private static ModelState Apply(ModelState state, ModelChecked check) => state with
    {
        LastCheck = check.At,
        LastDecision = check.Decision.Retrain ? $"retrain: {check.Decision.Lead!.Text}" : "wait",
        DriftStreak = check.DriftStreak,
        CriticalDriftStreak = check.CriticalDriftStreak,
        NotCompared = check.NotCompared,
        OpenAlerts = check.Alerts,
        Reference = check.NewReference ?? state.Reference,
    };

    private static ModelState Apply(ModelState state, RunPlanned run) => state with
    {
        Run = new RunInFlight(run.RunId, run.At, run.Cause, run.Recipes),
        RunsPlanned = state.RunsPlanned + 1,
        LastRun = run.At,
        RecentRuns = [.. state.RecentRuns.TakeLast(ModelState.RecentRunsMax - 1), run.At],
        OutcomesAtLastRun = run.Outcomes,
    };

    private static ModelState Apply(ModelState state, RunEnded run) => state with
    {
        Run = null,
        LastRunTook = state.Run is { } flight ? run.At - flight.PlannedAt : state.LastRunTook,
        LastRunEnded = run.At,
        // The budget is for what changes a model: a run that could train nothing has the pause after failures.
        RecentRuns = run.Failed && state.Run is { } failed
            ? state.RecentRuns.Remove(failed.PlannedAt)
            : state.RecentRuns,
        // What a person has cancelled says nothing about the model: neither pause nor breaker counts it.
        FailedRuns = run.CancelledBy is not null ? state.FailedRuns : run.Failed ? state.FailedRuns + 1 : 0,
        LastFailure = run.Failed ? run.At : state.LastFailure,
        RunsWithoutPromotion = run.CancelledBy is not null ? state.RunsWithoutPromotion
            : run.Promoted ? 0
            : state.RunsWithoutPromotion + 1,
        Candidates = run.Candidates.IsEmpty ? state.Candidates : run.Candidates,
        // Those of a run are the ones before it, but for old ones, and with those of features that came since.
        Bins = state.Bins is { IsOld: false } bins && !(run.Bins?.FeatureCount > bins.FeatureCount)
            ? bins
            : run.Bins ?? state.Bins,
        Reference = run.Profile is { } profile
            ? new ReferenceWindow(profile, state.Reference?.Errors) { Predictions = state.Reference?.Predictions }
            : state.Reference,
    };

    private static ModelState Apply(ModelState state, ChampionPromoted promoted) =>
        WithImport(LetIn(state, promoted), promoted) with
    {
        Champion = promoted.Version,
        LastNumber = state.LastNumber is { } last && last.CompareTo(promoted.Version.Number) > 0
            ? last
            : promoted.Version.Number,
        Former = state.Champion is { } before
            ?
            [
                before with { Status = VersionStatus.Retired },
                .. state.Former.Where(v => v.Number != promoted.Version.Number).Take(ModelState.FormerMax - 1),
            ]
            : state.Former,
        Probation = state.Champion is { } predecessor && promoted.PinnedTo is null
            && state.Policy.Probation.Length > TimeSpan.Zero
            ? new ProbationState(promoted.Version.PromotedAt, predecessor)
            : null,
        Pinned = promoted.PinnedTo,
        WeightedAt = promoted.Version.PromotedAt,
        Reference = state.Reference is { } reference
            ? reference with
            {
                Errors = promoted.Reference ?? reference.Errors,
                Predictions = promoted.Predictions ?? reference.Predictions,
            }
            : null,
    };

    private static ModelState Apply(ModelState state, ChampionRolledBack back)
    {
        var target = state.Former.First(version => version.Number == back.To);
        var failed = state.Champion! with { Status = VersionStatus.RolledBack };
        return state with
        {
            Champion = target with { Status = VersionStatus.Champion, PromotedAt = back.At },
            Former =
            [
                failed,
                .. state.Former.Where(version => version.Number != back.To).Take(ModelState.FormerMax - 1),
            ],
            Probation = null,
            Pinned = back.PinnedTo,
            RunsWithoutPromotion = state.RunsWithoutPromotion + 1,
            Candidates = KeepOut(TakeBack(state.Candidates, failed, target), failed, target, back),
            // A version that beat the import and then failed has to beat it again, on new rows.
            CandidateSet = target.ImportedFrom is null ? state.CandidateSet : state.CandidateSet + 1,
        };
    }

    // Whoever promotes a retired candidate lets it in again.
    private static ModelState LetIn(ModelState state, ChampionPromoted promoted) =>
        promoted.PinnedTo is { } name ? CandidateCommands.Mark(state, name, null) : state;

    // An import is scored on the same rows as the others from here on; an earlier one of the same format becomes the
    // candidate's previous version.
    private static ModelState WithImport(ModelState state, ChampionPromoted promoted)
    {
        if (promoted.Imported is not { } import) return state;
        var place = BlendRule.IndexOf(state.Candidates, import.Recipe);
        return state with
        {
            Candidates = place < 0
                ? state.Candidates.Add(new Candidate(import.Recipe, import))
                : state.Candidates.SetItem(
                    place, new Candidate(import.Recipe, import) { Previous = state.Candidates[place].Version }),
            CandidateSet = state.CandidateSet + 1,
        };
    }

    // The versions of a failed run, or of a failed import, are replaced by the candidates' previous versions, so that
    // weights cannot put them back into service.
    private static ImmutableArray<Candidate> TakeBack(
        ImmutableArray<Candidate> candidates, ModelVersion failed, ModelVersion target)
    {
        bool CameWith(TrainedVersion? version) => failed.ImportedFrom is null
            ? version?.RunId == failed.RunId && failed.RunId.Length > 0 && target.RunId != failed.RunId
            : version?.ArtifactId == failed.Lead.ArtifactId;
        return
        [
            .. candidates.Select(candidate => CameWith(candidate.Version) && candidate.Previous is { } previous
                ? candidate with { Version = previous, Previous = null }
                : candidate),
        ];
    }

    // What failed and has no earlier version to return to would have a weight again at once.
    private static ImmutableArray<Candidate> KeepOut(
        ImmutableArray<Candidate> candidates, ModelVersion failed, ModelVersion target, ChampionRolledBack back)
    {
        bool Serves(ModelVersion version, Candidate candidate) =>
            version.Members.Any(member => member.ArtifactId == candidate.Version?.ArtifactId);
        return
        [
            .. candidates.Select(candidate => Serves(failed, candidate) && !Serves(target, candidate)
                ? candidate with
                {
                    Retired = new Retirement(
                        back.By, $"rolled back: {back.Reason}", back.At, UntilTrained: !candidate.IsImported),
                }
                : candidate),
        ];
    }

    // Candidates follow the policy's recipes, imports after them; those that stay keep their versions. Records that
    // were kept with other settings cannot be compared: then a new candidate set starts.
    private static ModelState Compete(this ModelState state, ChallengerPolicy? before = null)
    {
        var held = state.Candidates.ToDictionary(candidate => candidate.Recipe);
        var policy = state.Policy.Challengers;
        ImmutableArray<Recipe> recipes = [.. ChallengerPlanner.Servable(policy, state.Schema)
            .Union(state.Candidates.Where(candidate => candidate.IsImported).Select(import => import.Recipe))];
        var same = before is not null && before.Loss == policy.Loss && before.CorrectionRows == policy.CorrectionRows
            && before.HalfLives.SequenceEqual(policy.HalfLives)
            && recipes.SequenceEqual(state.Candidates.Select(candidate => candidate.Recipe));
        return state with
        {
            Candidates = [.. recipes.Select(recipe => held.GetValueOrDefault(recipe) ?? new Candidate(recipe))],
            CandidateSet = same ? state.CandidateSet : state.CandidateSet + 1,
        };
    }
}
