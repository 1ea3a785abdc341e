using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Drift;
using RetrainGrains.Domain.Ensembles;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Domain.Windows;

namespace RetrainGrains.Domain.Lifecycle;

/// <summary>The step at the end of a run: it judges the challengers and promotes those that are better.</summary>
internal static class RunStep
{
    private static readonly TimeSpan ReferenceLength = TimeSpan.FromDays(28);

    // A week holds every day of the week.
    internal const int ReferenceDays = 7;

    public static LifecycleDecision Decide(ModelState state, RunReturned run, DateTimeOffset now)
    {
        if (state.Run?.RunId != run.Plan.RunId) return LifecycleDecision.Nothing;
        var decision = PromotionRule.Decide(
            state.Policy.Promotion, state.Competition,
            new RunFacts(run.Plan, run.Results, run.Buckets, run.LearnedState.Records), now);
        var promote = decision.Promote && state.Pinned is null;
        ImmutableArray<string> failures =
        [
            .. run.Results.Where(result => result.Failure is not null)
                .Select(result => $"{result.Recipe}: {result.Failure}"),
        ];
        var ended = new RunEnded(run.Plan.RunId, now, decision.Verdicts, failures, decision.Candidates, promote)
        {
            Bins = run.Results.Select(result => result.Bins).FirstOrDefault(bins => bins is not null),
            Profile = run.Results.Select(result => result.Profile).FirstOrDefault(profile => profile is not null),
            Failed = run.Results.All(result => result.Failure is not null),
            Challengers = [.. run.Results.Select(result =>
                ChallengerRecord.Of(run.Plan.Challengers[result.Ordinal], result))],
        };
        var text = $"{decision.Verdicts.Count(verdict => verdict.Passed)} of {decision.Verdicts.Length} "
            + $"passed the gates; {decision.Reason}"
            + (failures.IsEmpty ? "" : $"; {failures.Length} of {run.Results.Length} could not be trained, the first "
                + $"of them {failures[0]}");
        if (!promote) return new LifecycleDecision([ended], [new Notify(Severity.Info, $"no promotion: {text}")]);
        var version = NextVersion(state, run.Plan.RunId, decision, now);
        var promoted = Promotion(state, version, run.Buckets, now);
        return new LifecycleDecision(
            [ended, promoted], [new Notify(Severity.Info, $"promoted {version.Number}: {text}")]);
    }

    /// <summary>
    /// Ends a run that produced no challenger: the model keeps its versions, and the breaker counts the run.
    /// </summary>
    public static LifecycleDecision Lose(ModelState state, RunLost lost, DateTimeOffset now)
    {
        if (state.Run?.RunId != lost.RunId) return LifecycleDecision.Nothing;
        var ended = new RunEnded(
            lost.RunId, now, [], lost.Failures.IsEmpty ? [lost.Reason] : lost.Failures, [], false)
        {
            Failed = true,
        };
        return new LifecycleDecision(
            [ended], [new Notify(Severity.Warning, $"run {lost.RunId} failed: {lost.Reason}")]);
    }

    /// <summary>Ends the run in flight without a result, because a person asked for it; the model goes on.</summary>
    public static LifecycleDecision Cancel(ModelState state, CancelAsked asked, DateTimeOffset now)
    {
        if (state.Run?.RunId != asked.RunId)
        {
            var inFlight = state.Run is { } run ? $"the run in flight is {run.RunId}" : "no run is";
            return LifecycleDecision.Refuse("run_id", asked.RunId, $"is not in flight: {inFlight}");
        }
        var text = $"cancelled by {asked.By}" + (asked.Reason.Length == 0 ? "" : $": {asked.Reason}");
        var ended = new RunEnded(asked.RunId, now, [], [text], [], Promoted: false) { CancelledBy = asked.By };
        return new LifecycleDecision(
            [ended], [new StopRun(asked.RunId), new Notify(Severity.Info, $"run {asked.RunId} was {text}")]);
    }

    /// <summary>
    /// Replaces an imported champion at the first check that finds a better record; null when none is better.
    /// </summary>
    public static ChampionPromoted? Succeed(ModelState state, CheckDue check, DateTimeOffset now)
    {
        if (!state.ServesImport || state.Pinned is not null) return null;
        var decision = PromotionRule.Succeed(
            state.Policy.Promotion, state.Competition, check.Buckets, check.LearnedState.Records);
        if (!decision.Promote) return null;
        var lead = decision.Members.MaxBy(member => member.Weight)!;
        var trained = state.Candidates[BlendRule.IndexOf(state.Candidates, lead.Recipe)].Version!;
        var version = NextVersion(state, trained.RunId, decision, now);
        return Promotion(state, version, check.Buckets, now);
    }

    private static ModelVersion NextVersion(
        ModelState state, string runId, PromotionDecision decision, DateTimeOffset now)
    {
        var lead = decision.Members.MaxBy(member => member.Weight)!;
        var number = state.LastNumber is not { } last ? SemanticVersion.First
            : state.Champion is { } champion && champion.Lead.Recipe == lead.Recipe
                && champion.SchemaVersion == state.Schema.Version ? last.NextPatch()
            : last.NextMinor();
        return new ModelVersion(
            number, decision.Members, runId, state.Champion?.Number, now, VersionStatus.Champion, decision.Reason)
        {
            SchemaVersion = state.Schema.Version,
        };
    }

    // The errors and the predictions before the promotion are the reference of the new champion.
    private static ChampionPromoted Promotion(
        ModelState state, ModelVersion version, IReadOnlyCollection<HourBucket> buckets, DateTimeOffset now)
    {
        var end = state.Policy.Performance.MatureBefore(now);
        var segments = SegmentPlan.Of(state.Policy.Performance.Segments, state.Schema);
        var window =
            WindowSummary.Of(state.Schema, buckets, end - (long)ReferenceLength.TotalHours, end, segments);
        return window.Losses.Days < ReferenceDays
            ? new ChampionPromoted(version, null, null)
            : new ChampionPromoted(version, ErrorProfile.Of(window, ReferenceDays), null)
            {
                Predictions = ReferencePredictions(state.Policy.Drift, window),
            };
    }

    /// <summary>Makes the reference of predictions; null when there are too few to compare with.</summary>
    internal static FeatureProfile? ReferencePredictions(DriftPolicy policy, WindowSummary window) =>
        window.Predictions.Rows < policy.MinimumRows ? null : FeatureProfile.Of(window.Predictions);
}
