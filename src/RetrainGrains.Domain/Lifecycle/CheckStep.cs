using RetrainGrains.Domain.Attributions;
using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Changes;
using RetrainGrains.Domain.Drift;
using RetrainGrains.Domain.Ensembles;
using RetrainGrains.Domain.Estimation;
using RetrainGrains.Domain.Performance;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Domain.Probation;
using RetrainGrains.Domain.Schedules;
using RetrainGrains.Domain.Triggers;
using RetrainGrains.Domain.Windows;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Domain.Lifecycle;

/// <summary>
/// The step of a check: it judges the probation, sets the weights of the blend, looks for rising errors and drift, and
/// decides whether to retrain.
/// </summary>
internal static class CheckStep
{
    // Smaller changes of a blend's weights are noise, and need no line in the ledger.
    private const double WeightStep = 0.01;

    public static LifecycleDecision Decide(ModelState state, CheckDue check, DateTimeOffset now)
    {
        var events = ImmutableArray.CreateBuilder<LifecycleEvent>();
        var effects = ImmutableArray.CreateBuilder<LifecycleEffect>();
        var before = state;
        void Happen(LifecycleEvent happened)
        {
            events.Add(happened);
            state = ModelLifecycle.Apply(state, happened);
        }

        // 1. Probation: is the new champion worse than the one it replaced?
        if (WatchProbation(state, check, now) is { } watched) Happen(watched);
        // 2. Succession: an imported champion gives way to a better record.
        if (RunStep.Succeed(state, check, now) is { } promoted) Happen(promoted);
        // 3. Weights of the blend follow the track records.
        if (Weigh(state, check.LearnedState, now) is { } weighted) Happen(weighted);
        // 4. Schedule: the adaptive interval follows the score, and periods that have ended are accounted for.
        if (Adapt(state, check, now) is { } adapted) Happen(adapted);
        foreach (var served in PeriodAccount.Ended(state, check.Buckets, now).ToArray()) Happen(served);
        // 5. Signals: performance, drift, estimates, attributions and changes, and the decision to retrain or wait.
        var looked = Look(state, check, now);
        Happen(looked);
        // 6. A run is planned where the decision is to retrain.
        if (looked.Decision.Retrain)
        {
            var plan = PlanRun(state, check.LearnedState, looked.Decision, now);
            Happen(new RunPlanned(
                plan.RunId, now, plan.Cause, [.. plan.Challengers.Select(challenger => challenger.Recipe)],
                check.LearnedState.Outcomes));
            effects.Add(new StartRun(plan));
        }
        // 7. The fleet hears of drift, people of everything else.
        if (DriftReporting.Of(before, looked) is { } report) effects.Add(report);
        effects.AddRange(Alerts(events));
        return new LifecycleDecision(events.ToImmutable(), effects.ToImmutable());
    }

    public static LifecycleDecision Reweigh(ModelState state, LearnedState learned, DateTimeOffset now) =>
        Weigh(state, learned, now) is { } weighted ? new LifecycleDecision([weighted], []) : LifecycleDecision.Nothing;

    private static LifecycleEvent? WatchProbation(ModelState state, CheckDue check, DateTimeOffset now)
    {
        if (state is not { Probation: { } probation, Champion: { } champion }) return null;
        var since = HourBucket.HourOf(probation.StartedAt) + 1;
        // Whole days only: a day is judged once, when it is over, and not at every check.
        var today = HourBucket.DayOf(HourBucket.HourOf(now)) * HourBucket.HoursPerDay;
        HourBucket[] predecessor = [.. check.Buckets.Where(bucket => bucket.Hour >= since && bucket.Hour < today)];
        var excess = LossByDay.ServedOverPredecessor(predecessor, since);
        var rows = predecessor.Sum(bucket => bucket.Predecessor.Count);
        var loss = rows == 0 ? 0 : predecessor.Sum(bucket => bucket.Predecessor.Loss) / rows;
        var decision = ProbationRule.Decide(state.Policy.Probation, probation, excess, loss, now);
        return decision.Verdict switch
        {
            ProbationVerdict.RollBack => new ChampionRolledBack(
                champion.Number, probation.Predecessor.Number, now, decision.Reason, "probation"),
            ProbationVerdict.Confirm => new ProbationPassed(champion.Number, decision.Reason),
            _ => null,
        };
    }

    /// <summary>
    /// Computes the champion's weights from the present records; null when it is not yet time, or they have hardly
    /// changed.
    /// </summary>
    private static BlendWeighted? Weigh(ModelState state, LearnedState learned, DateTimeOffset now) =>
        now - state.WeightedAt >= state.Policy.Challengers.ReweighEvery
        && Blend(state, learned, now) is { } weighted
        && Distance(state.Champion!.Members, weighted.Members) >= WeightStep
            ? weighted
            : null;

    /// <summary>
    /// Computes the champion's weights from the present records, whenever that was done last; null when they stay.
    /// </summary>
    internal static BlendWeighted? Blend(ModelState state, LearnedState learned, DateTimeOffset now)
    {
        if (state.Champion is not { } champion || state.Pinned is not null || state.ServesImport) return null;
        if (state.Policy.Challengers.Combination == Combination.Single) return null;
        var blend = BlendRule.Decide(state.Policy.Promotion, state.Competition, learned.Records);
        var members = blend.Members(state.Candidates);
        return members.IsEmpty || members.SequenceEqual(champion.Members)
            ? null
            : new BlendWeighted(now, members, blend.Reason);
    }

    private static double Distance(ImmutableArray<Member> before, ImmutableArray<Member> after)
    {
        double largest = 0;
        foreach (var member in before.Concat(after))
        {
            var (old, next) = (Weight(before, member.ArtifactId), Weight(after, member.ArtifactId));
            largest = Math.Max(largest, Math.Abs(old - next));
        }
        return largest;
    }

    private static double Weight(ImmutableArray<Member> members, string artifactId) =>
        members.Where(member => member.ArtifactId == artifactId).Sum(member => member.Weight);

    // Re-evaluated once a day at 03:00, as the source states it.
    private static IntervalAdapted? Adapt(ModelState state, CheckDue check, DateTimeOffset now)
    {
        if (state.Policy.Schedule.Adaptive is not { } adaptive || state.Champion is null) return null;
        var today = new DateTimeOffset(now.UtcDateTime.Date.AddHours(3), TimeSpan.Zero);
        if (now < today || state.AdaptiveSetAt >= today) return null;
        var window = Judged(state, check, state.Policy.Performance.Window, now);
        if (window.Errors.Count < state.Policy.Performance.MinimumOutcomes) return null;
        var metric = state.Schema.Task == PredictionTask.Regression ? Metric.R2 : Metric.Accuracy;
        var decision = AdaptiveInterval.Next(
            adaptive, state.AdaptiveDays ?? adaptive.StartDays, Metrics.Of(window.Errors, metric));
        return new IntervalAdapted(now, decision.Days, decision.Score, decision.Reason);
    }

    private static ModelChecked Look(ModelState state, CheckDue check, DateTimeOffset now)
    {
        var policy = state.Policy;
        var recent = Judged(state, check, policy.Performance.Window, now);
        var inputs = policy.Drift.Window == policy.Performance.Window && recent.HoursLeftOut == 0
            ? recent
            : Recent(state, check, policy.Drift.Window, now);
        var performance = PerformanceCheck.Evaluate(policy.Performance, state.Reference?.Errors, recent);
        var drift = DriftCheck.Evaluate(
            policy.Drift, state.Schema, state.Bins, state.Reference?.Features, inputs.Features,
            Answers(state, check, recent, now));
        var streak = Streak(check, drift, drift.Any, state.DriftStreak);
        var estimate = EstimateCheck.Evaluate(
            policy.Performance, state.Schema.Task, check.LearnedState.Estimation, check.LearnedState.Cursor,
            check.Buckets,
            now);
        var attributions = AttributionCheck.Evaluate(
            policy.Drift.Attributions, state.AttributionFacts, check.LearnedState.Attributions,
            policy.Performance.MatureBefore(now));
        var facts = Facts(state, check, performance, drift, streak, now) with
        {
            CriticalDriftStreak = Streak(check, drift, drift.AnyCritical, state.CriticalDriftStreak),
            Estimate = estimate,
            Attributions = attributions,
        };
        var decision = RetrainTrigger.Decide(policy.Triggering, facts);
        var alerts = RetrainTrigger.Alerts(policy.Triggering, facts);
        var metric = state.Schema.Task == PredictionTask.Regression ? Metric.Rmse : Metric.Accuracy;
        double? error = recent.Errors.Count == 0 ? null : Metrics.Of(recent.Errors, metric);
        return new ModelChecked(
            now, performance.Outcomes, error, [.. performance.Fired], drift.Drifted, streak, decision,
            FirstReference(state, check, now))
        {
            Estimate = estimate,
            Signals = CheckSignals.Of(performance, drift, estimate, attributions, facts.Changes),
            Attributions = attributions,
            Changes = facts.Changes.IsEmpty ? null : facts.Changes,
            NotCompared = DriftReport.Shortened(
                [
                    .. performance.NotCompared,
                    .. SegmentPlan.Of(policy.Performance.Segments, state.Schema).NotCompared(state.Schema, state.Bins),
                    .. estimate?.NotCompared ?? [], .. drift.NotCompared,
                ]),
            CriticalDriftStreak = facts.CriticalDriftStreak,
            Alerts = [.. alerts.Select(reading => reading.Alert!)],
            Opened =
            [
                .. alerts.Where(reading => !facts.OpenAlerts.Contains(reading.Alert!))
                    .Select(reading => new TriggerReason(reading.Kind, reading.Severity, reading.Text)
                    {
                        Alert = reading.Alert,
                    }),
            ],
            Closed = facts.OpenAlerts.Except(alerts.Select(reading => reading.Alert!)).ToImmutableArray()
                is { IsEmpty: false } closed ? closed : null,
            Explanation = Explanation.Of(policy.Triggering, facts, decision),
            IsOnDemand = check.IsOnDemand,
        };
    }

    // A check that could compare nothing neither finds drift nor ends it. One that was asked for sees rows that a check
    // of the schedule has counted or will count: it finds drift once, however often somebody asks.
    private static int Streak(CheckDue check, DriftReport drift, bool found, int before) =>
        check.IsOnDemand
            ? found ? Math.Max(before, 1) : before
            : found ? before + 1 : drift.IsBlind ? before : 0;

    // Outcomes that come fast may be others than those that take their time: only hours whose outcomes are known.
    private static AnswerWindows Answers(ModelState state, CheckDue check, WindowSummary recent, DateTimeOffset now)
    {
        var policy = state.Policy;
        var window = policy.Drift.Window == policy.Performance.Window
            ? recent
            : Judged(state, check, policy.Drift.Window, now);
        var bins = state.Bins?.Answers;
        return new AnswerWindows(
            new AnswerWindow(bins?.Predictions, state.Reference?.Predictions, window.Predictions),
            new AnswerWindow(bins?.Outcomes, state.Reference?.Features.Outcomes, window.Outcomes));
    }

    private static TriggerFacts Facts(
        ModelState state, CheckDue check, PerformanceReport performance, DriftReport drift, int streak,
        DateTimeOffset now) => new()
        {
            Now = now,
            Performance = performance,
            Drift = drift,
            DriftStreak = streak,
            OpenAlerts = state.OpenAlerts,
            HasChampion = state.Champion is not null,
            IsUntrained = state.ServesImport
                && state.Candidates.All(candidate => candidate.Version is null || candidate.IsImported),
            RunInFlight = state.Run is not null,
            Outcomes = check.LearnedState.Outcomes,
            NewOutcomes = check.LearnedState.Outcomes - state.OutcomesAtLastRun,
            NewestOutcome = check.LearnedState.NewestOutcome,
            Due = Plan(state, check.LearnedState, every: false, now).Length,
            Trainable = Plan(state, check.LearnedState, every: true, now).Length,
            LastRun = state.LastRun,
            RecentRuns = state.RecentRuns,
            RunsWithoutPromotion = state.RunsWithoutPromotion,
            FailedRuns = state.FailedRuns,
            PausedUntil = FailurePause.Until(state.Policy.Schedule, state.FailedRuns, state.LastFailure),
            // A cron moment during a run is skipped; several that passed without a check count as one.
            CronAt = NextCheck.CronAfter(
                state.Policy.Schedule, state.ModelId, Later(state.LastRun, state.LastRunEnded) ?? state.RegisteredAt),
            AdaptiveDays = state.Policy.Schedule.Adaptive is { } adaptive
                ? state.AdaptiveDays ?? adaptive.StartDays
                : null,
            Manual = check.Manual,
            Cost = PeriodAccount.Decide(state),
            Changes = ChangeCheck.Evaluate(
                state.Policy.Triggers.Change, state.ChangeFacts, check.LearnedState.Detectors),
        };

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) => other > one ? other : one;

    /// <summary>
    /// Makes the reference of a first champion, which was never compared with another version, after two weeks in
    /// service, that of its predictions, and that of segments that a policy added later; null when there is nothing to
    /// add.
    /// </summary>
    private static ReferenceWindow? FirstReference(ModelState state, CheckDue check, DateTimeOffset now)
    {
        if (state is not { Reference: { } reference, Champion: { } champion }) return null;
        var segments = SegmentPlan.Of(state.Policy.Performance.Segments, state.Schema).All;
        var followsPredictions = state.Bins?.Answers is not null && state.Policy.Drift.ComparesPredictions;
        var lacksPredictions =
            followsPredictions && reference.Predictions?.Key != state.Bins!.Answers!.Predictions.Layout.Key;
        if (!lacksPredictions && reference.Errors is { } held
            && segments.All(segment => held.Find(segment.Name) is not null))
        {
            return null;
        }
        var length = TimeSpan.FromDays(14);
        if (now - champion.PromotedAt < length) return null;
        var window = Judged(state, check, length, now);
        var errors = reference.Errors is { } known ? known.WithSegmentsOf(window, RunStep.ReferenceDays)
            : window.Losses.Days < 2 ? null
            : ErrorProfile.Of(window, RunStep.ReferenceDays);
        var predictions = lacksPredictions ? RunStep.ReferencePredictions(state.Policy.Drift, window) : null;
        return errors is null && predictions is null
            ? null
            : reference with
            {
                Errors = errors ?? reference.Errors, Predictions = predictions ?? reference.Predictions,
            };
    }

    // The rows that performance is judged by: old enough, and segments apart.
    private static WindowSummary Judged(ModelState state, CheckDue check, TimeSpan length, DateTimeOffset now)
    {
        var policy = state.Policy.Performance;
        var end = policy.MatureBefore(now);
        var segments = SegmentPlan.Of(policy.Segments, state.Schema);
        var window =
            WindowSummary.Of(state.Schema, check.Buckets, end - (long)length.TotalHours, end, segments);
        return window with { HoursLeftOut = (int)(HourBucket.HourOf(now) + 1 - end) };
    }

    private static WindowSummary Recent(ModelState state, CheckDue check, TimeSpan length, DateTimeOffset now)
    {
        var end = HourBucket.HourOf(now) + 1;
        return WindowSummary.Of(state.Schema, check.Buckets, end - (long)length.TotalHours, end);
    }

    private static ImmutableArray<PlannedChallenger> Plan(
        ModelState state, LearnedState learned, bool every, DateTimeOffset now) =>
        ChallengerPlanner.Plan(state.Policy.Challengers, state.PlanFacts(learned), every, now);

    private static ChallengerPlan PlanRun(
        ModelState state, LearnedState learned, TriggerDecision decision, DateTimeOffset now)
    {
        var (cause, challengers) = (decision.Lead!, Plan(state, learned, decision.IsAsked, now));
        return new ChallengerPlan(
            RunIds.Of(state.ModelId, state.RunsPlanned + 1), state.ModelId, (int)cause.Severity, cause, now,
            challengers, state.Policy.Challengers.Trees)
        {
            Bins = state.Bins is { IsOld: true } ? null : state.Bins,
            // Features that came since the reference are compared with nothing: the longest window planned will do.
            ReferenceFrom = ChallengerPlanner.WithLongestWindow(state.Candidates, challengers)
                ?? (state.Bins is { } bins && (bins.IsOld || bins.FeatureCount < state.Schema.Features.Length)
                    ? challengers.MaxBy(one => one.Recipe.WindowDays ?? int.MaxValue)?.Ordinal
                    : null),
            Validate = state.Champion is null && state.Policy.Gates.Bounds.Length > 0,
            Returns = state.Policy.Performance.Returns,
            Explain = state.Policy.Drift.Attributions is not null,
        };
    }

    private static IEnumerable<LifecycleEffect> Alerts(IEnumerable<LifecycleEvent> events)
    {
        foreach (var happened in events)
        {
            if (happened is ModelChecked check)
            {
                // A signal that starts a run is reported with the run; the fleet decides on alerts of drift, since it
                // knows the number of models that are tested.
                var told = check.Decision.Retrain ? check.Decision.Fired.Select(reason => reason.Text).ToArray() : [];
                foreach (var alert in check.Opened.Where(alert => !told.Contains(alert.Text)))
                {
                    if (alert.Kind != TriggerKind.Drift) yield return new Notify(alert.Severity, alert.Text);
                }
            }
            if (happened is ChampionPromoted promoted)
            {
                yield return new Notify(
                    Severity.Info, $"promoted {promoted.Version.Number}: {promoted.Version.Reason}");
            }
            if (happened is RunPlanned run)
            {
                // A person has decided it: there is nothing that others should look into.
                var byHand = run.Cause.Kind is TriggerKind.Manual or TriggerKind.Emergency;
                yield return new Notify(
                    byHand ? Severity.Info : run.Cause.Severity, $"retraining: {run.Cause.Text}");
            }
            if (happened is ChampionRolledBack back)
            {
                yield return new Notify(Severity.Critical, $"rolled back {back.From} → {back.To}: {back.Reason}");
            }
        }
    }
}
