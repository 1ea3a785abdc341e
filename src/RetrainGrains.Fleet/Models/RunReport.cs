using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Gates;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Storage;

namespace RetrainGrains.Fleet.Models;

/// <summary>The results of a run's challengers, as they are stored.</summary>
internal static class RunReport
{
    public static async Task<LifecycleInput> ReadAsync(IDatabase database, string runId, ModelSession session)
    {
        var run = await database.Runs.FindAsync(runId) ?? throw new InvalidDataException($"run {runId} is not stored");
        var plan = DomainJson.Read<ChallengerPlan>(run.Plan);
        var rows = await database.Runs.ChallengersAsync(runId);
        ImmutableArray<ChallengerResult> results =
            [.. rows.OrderBy(row => row.Ordinal).Select(row => ResultOf(plan, row))];
        if (results.All(result => result.Failure is not null))
        {
            ImmutableArray<string> reasons = [.. results.Select(result => $"{result.Recipe}: {result.Failure}")];
            var reason = reasons.IsEmpty ? "no challenger reported" : string.Join("; ", reasons);
            return new RunLost(runId, reason) { Failures = reasons };
        }
        return new RunReturned(plan, results, session.LearnedState, session.Buckets);
    }

    /// <summary>Makes the row that ends the run, from the decision on its results or on its cancelling.</summary>
    public static RunOutcome OutcomeOf(
        string runId, LifecycleInput returned, LifecycleDecision decision, DateTimeOffset now) => new(
        runId, StatusOf(returned), now,
        DomainJson.Write(decision.Events.OfType<RunEnded>().First()));

    private static RunStatus StatusOf(LifecycleInput returned) => returned switch
    {
        RunReturned => RunStatus.Finished,
        CancelAsked => RunStatus.Cancelled,
        _ => RunStatus.Failed,
    };

    // A challenger whose every attempt broke has no report of its own: what is stored is the last error.
    private static ChallengerResult ResultOf(ChallengerPlan plan, ChallengerRow row)
    {
        if (row.Status == ChallengerStatus.Trained) return DomainJson.Read<ChallengerResult>(row.Report!);
        var planned = plan.Challengers[row.Ordinal];
        return new ChallengerResult(
            row.Ordinal, planned.Recipe, null, 0, planned.From, PredictionProbe.None,
            row.Report ?? "sent no heartbeat");
    }
}
