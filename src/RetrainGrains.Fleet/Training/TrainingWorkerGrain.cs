using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Storage;

namespace RetrainGrains.Fleet.Training;

/// <summary>
/// The training of one challenger. It is fenced by its attempt: a worker that comes back after another has taken over
/// finds its result refused.
/// </summary>
public sealed partial class TrainingWorkerGrain(
    IActorContext self, IFleet fleet, IDatabase database, TrainingRows rows, ITrainingExecutor executor,
    IWorkerPool workers, TrainingOptions options, TimeProvider clock, ILogger<TrainingWorkerGrain> log)
    : ITrainingWorkerGrain
{
    private TrainingOrder? current;
    private TrainingProgressReporter? reporter;
    private CancellationTokenSource? limit;
    private bool isCancelled;

    public Task Start(TrainingOrder order)
    {
        if (current == order || isCancelled) return Task.CompletedTask;
        current = order;
        _ = TrainAsync(order);
        return Task.CompletedTask;
    }

    public Task Cancel()
    {
        // An order that is still on its way finds it, too.
        isCancelled = true;
        if (current is null) self.Retire();
        Abort();
        return Task.CompletedTask;
    }

    public Task<TrainingProgress?> Progress() => Task.FromResult(reporter?.Latest);

    private async Task TrainAsync(TrainingOrder order)
    {
        using var heartbeat = self.StartTimer(
            cancellation => BeatAsync(order, cancellation), options.Heartbeat, options.Heartbeat);
        var startedAt = clock.GetUtcNow();
        try
        {
            await StoreAsync(order, startedAt, await ComputeAsync(order));
        }
        catch (Exception error)
        {
            if (!isCancelled) LogTrainingFailed(error, order.RunId, order.Ordinal, order.Attempt);
            await database.Runs.FinishChallengerAsync(
                order.RunId, order.Ordinal, order.Attempt, ChallengerStatus.Failed, null, error.Message, 0);
        }
        await fleet.TrainingQueue.ChallengerFinished(order);
        // A next attempt may have started here meanwhile: it needs its heartbeat.
        if (current == order) self.Retire();
    }

    // The run has ended, or another worker has taken over: nobody waits for a result of this one.
    private async Task BeatAsync(TrainingOrder order, CancellationToken cancellation)
    {
        var counts = await database.Runs.HeartbeatAsync(
            order.RunId, order.Ordinal, order.Attempt, clock.GetUtcNow(), cancellation);
        if (!counts && current == order) Abort();
    }

    // In this turn: what follows from it has the order that it has in a replay.
    private void Abort() => limit?.Cancel();

    private async Task<Computed<TrainedChallenger>> ComputeAsync(TrainingOrder order)
    {
        var run = await database.Runs.FindAsync(order.RunId)
            ?? throw new InvalidDataException($"run {order.RunId} is not stored");
        var plan = DomainJson.Read<ChallengerPlan>(run.Plan);
        var model = await database.Models.FindAsync(run.ModelId)
            ?? throw new InvalidDataException($"model {run.ModelId} is not stored");
        var schema = DomainJson.Read<ModelState>(model.State).Schema;
        var planned = plan.Challengers[order.Ordinal];
        var training = await rows.ReadAsync(run.ModelId, planned);
        var mine = reporter = new TrainingProgressReporter(clock);
        using var allowed = limit = new CancellationTokenSource(options.Timeout, clock);
        if (isCancelled) Abort();
        try
        {
            return await executor.RunAsync(
                cancellation => ChallengerTraining.Train(
                    schema, plan, planned, training, new RecipeLearners(workers, options.Timeout), mine, cancellation),
                options.ModelledTime(training.Count), allowed.Token);
        }
        finally
        {
            if (limit == allowed) limit = null;
        }
    }

    private async Task StoreAsync(
        TrainingOrder order, DateTimeOffset startedAt, Computed<TrainedChallenger> trained)
    {
        var result = trained.Value.Result with { StartedAt = startedAt, EndedAt = clock.GetUtcNow() };
        var artifact = trained.Value.Artifact;
        if (artifact is not null) await database.Artifacts.PutAsync(artifact.Bytes, clock.GetUtcNow());
        await database.Runs.FinishChallengerAsync(
            order.RunId, order.Ordinal, order.Attempt, ChallengerStatus.Trained, artifact?.Id, DomainJson.Write(result),
            trained.Seconds);
    }

    [LoggerMessage(LogLevel.Warning, "{Run}, challenger {Ordinal}, attempt {Attempt} failed")]
    private partial void LogTrainingFailed(Exception error, string run, int ordinal, int attempt);
}
