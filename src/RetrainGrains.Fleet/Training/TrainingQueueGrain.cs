using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Storage;

namespace RetrainGrains.Fleet.Training;

/// <summary>
/// Hands challengers to workers. The runs table is the truth: after a start every unfinished run is taken up again,
/// and only challengers without a stored result are trained.
/// </summary>
/// <remarks>It trains nothing itself: what silos offer, this one included, is all that it hands out.</remarks>
[KeepAlive]
public sealed partial class TrainingQueueGrain(
    IActorContext self, IFleet fleet, IDatabase database, TrainingOptions options, TimeProvider clock,
    ILogger<TrainingQueueGrain> log) : ITrainingQueueGrain
{
    private const int RecoverMax = 10_000;
    private readonly TrainingQueue queue = new(options.RunsMax);

    private Opening Opening => field ??= new Opening(self, ReadAsync);

    public async Task Offer(TrainingOffer offer)
    {
        await Opening.DoneAsync();
        queue.Slots.Offer(offer.Silo, offer.Slots, clock.GetUtcNow() + offer.HoldsFor);
        Pump();
    }

    public async Task Enqueue(string runId)
    {
        await Opening.DoneAsync();
        if (await database.Runs.FindAsync(runId) is not { Status: RunStatus.Queued or RunStatus.Running } run) return;
        await AddAsync(run);
        Pump();
    }

    public async Task ChallengerFinished(TrainingOrder order)
    {
        await Opening.DoneAsync();
        if (queue.Find(order.RunId) is not { } run || !run.Follows(order)) return;
        var row = (await database.Runs.ChallengersAsync(order.RunId))
            .First(challenger => challenger.Ordinal == order.Ordinal);
        var again = row.Status == ChallengerStatus.Failed && order.Attempt < options.AttemptsMax;
        if (again) await Task.Delay(options.RetryAfter * Math.Pow(2, order.Attempt - 1), clock);
        if (!run.Follows(order)) return;
        run.Training.Remove(order.Ordinal);
        if (again) run.Waiting.Add(order.Ordinal);
        Pump();
    }

    public async Task Cancel(string runId)
    {
        await Opening.DoneAsync();
        if (queue.Find(runId) is not { } run) return;
        queue.Remove(runId);
        Pump();
        await Task.WhenAll(run.Training.Keys.Select(ordinal => CancelAsync(runId, ordinal)));
    }

    public async Task<QueueView> Describe()
    {
        await Opening.DoneAsync();
        return new QueueView(
            [.. queue.Runs.Where(run => run.Started).Select(run => run.RunId).Order()],
            queue.Runs.Sum(run => run.Waiting.Count), queue.Slots.Total);
    }

    private async Task ReadAsync()
    {
        await RecoverAsync();
        self.StartTimer(LookForLostAsync, options.LostAfter, options.LostAfter);
        Pump();
    }

    // Runs that were stored, but whose message to the queue was lost with its sender, are found here as well.
    private async Task RecoverAsync(CancellationToken cancellation = default)
    {
        foreach (var run in await database.Runs.UnfinishedAsync(RecoverMax, cancellation))
        {
            if (queue.Find(run.RunId) is null) await AddAsync(run);
        }
    }

    private async Task AddAsync(RunRow row)
    {
        var run = new QueuedRun(row, DomainJson.Read<ChallengerPlan>(row.Plan).Challengers.Length);
        var challengers = await database.Runs.ChallengersAsync(row.RunId);
        run.GoOn(challengers, clock.GetUtcNow() - options.LostAfter, options.AttemptsMax);
        queue.Add(run);
    }

    // A worker that is not reached learns of it by its next heartbeat.
    private async Task CancelAsync(string runId, int ordinal)
    {
        try
        {
            await fleet.TrainingWorker(runId, ordinal).Cancel();
        }
        catch (Exception error)
        {
            LogCancellingFailed(error, runId, ordinal);
        }
    }

    // Not awaited by the caller: the queue answers at once, and works on in turns of its own.
    private void Pump()
    {
        queue.Slots.Lapse(clock.GetUtcNow());
        while (queue.Take() is { } next) _ = DispatchAsync(next.Run, next.Ordinal, next.Silo);
        foreach (var run in queue.Runs.Where(run => run.HasEnded && !run.Ending).ToArray()) _ = EndAsync(run);
    }

    private async Task DispatchAsync(QueuedRun run, int ordinal, string silo)
    {
        try
        {
            await database.Runs.StartAsync(run.RunId, clock.GetUtcNow());
            // A run that was cancelled, and whose message to the queue is late, is taken up no more.
            if (await database.Runs.FindAsync(run.RunId) is not { Status: RunStatus.Running })
            {
                queue.Remove(run.RunId);
                Pump();
                return;
            }
            var attempt = await database.Runs.TakeChallengerAsync(run.RunId, ordinal, clock.GetUtcNow());
            var order = new TrainingOrder(run.RunId, ordinal, attempt);
            // It may have been cancelled meanwhile.
            if (queue.Find(run.RunId) != run) return;
            run.Training[ordinal] = new Place(silo, order);
            if (attempt == 0) await ChallengerFinished(order);
            else await fleet.StartTrainingAsync(order, silo);
        }
        catch (Exception error)
        {
            LogDispatchFailed(error, run.RunId, ordinal);
            await Task.Delay(options.RetryAfter, clock);
            run.Training.Remove(ordinal);
            run.Waiting.Add(ordinal);
            Pump();
        }
    }

    private async Task EndAsync(QueuedRun run)
    {
        run.Ending = true;
        try
        {
            await fleet.Model(run.ModelId).RunFinished(run.RunId);
            queue.Remove(run.RunId);
        }
        catch (Exception error)
        {
            LogEndingFailed(error, run.RunId);
            await Task.Delay(options.RetryAfter, clock);
            run.Ending = false;
        }
        Pump();
    }

    // Silence means a lost worker, or a worker whose last word, after its result was stored, was lost.
    private async Task LookForLostAsync(CancellationToken cancellation)
    {
        await RecoverAsync(cancellation);
        var silent = clock.GetUtcNow() - options.LostAfter;
        foreach (var run in queue.Runs.Where(run => run.Training.Count > 0).ToArray())
        {
            foreach (var row in await database.Runs.ChallengersAsync(run.RunId, cancellation))
            {
                if (row.HeartbeatAt > silent || !run.Training.TryGetValue(row.Ordinal, out var place)
                    || place.Order?.Attempt != row.Attempt)
                {
                    continue;
                }
                if (row.Status == ChallengerStatus.Training) LogWorkerLost(run.RunId, row.Ordinal, row.Attempt);
                run.Training.Remove(row.Ordinal);
                if (row.Status != ChallengerStatus.Trained && row.Attempt < options.AttemptsMax)
                {
                    run.Waiting.Add(row.Ordinal);
                }
            }
        }
        Pump();
    }

    [LoggerMessage(LogLevel.Warning, "{Run}, challenger {Ordinal} could not be dispatched")]
    private partial void LogDispatchFailed(Exception error, string run, int ordinal);

    [LoggerMessage(LogLevel.Warning, "{Run}, challenger {Ordinal}: its worker was not told that the run is cancelled")]
    private partial void LogCancellingFailed(Exception error, string run, int ordinal);

    [LoggerMessage(LogLevel.Warning, "{Run} has ended but its model could not be reached; tried again")]
    private partial void LogEndingFailed(Exception error, string run);

    [LoggerMessage(LogLevel.Warning, "{Run}, challenger {Ordinal}, attempt {Attempt}: no heartbeat, trained anew")]
    private partial void LogWorkerLost(string run, int ordinal, int attempt);
}
