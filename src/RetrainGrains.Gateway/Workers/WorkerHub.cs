using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Gateway.Options;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Gateway.Workers;

/// <summary>
/// The workers that are connected to this process: who offers a learner, and who of those has the least to do.
/// </summary>
public sealed class WorkerHub(WorkerOptions options, TimeProvider clock) : IWorkerPool
{
    private readonly Lock gate = new();
    private readonly List<TrainingStream> trainers = [];
    private readonly List<ScoringStream> scorers = [];
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TimeSpan Patience => options.Patience;

    public async Task<ReadOnlyMemory<byte>> TrainAsync(
        WorkerOrder order, Action<WorkerProgress> progress, CancellationToken cancellation)
    {
        while (true)
        {
            var (trainer, task, next) = Choose(order, progress);
            if (task is null)
            {
                await next.WaitAsync(cancellation);
                continue;
            }
            try
            {
                return await trainer!.TrainAsync(task, order, cancellation);
            }
            finally
            {
                lock (gate) Change();
            }
        }
    }

    public async Task<double[]?> ScoreAsync(
        WorkerModel model, WorkerRows rows, TimeSpan patience, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        ScoringStream? asked = null;
        try
        {
            foreach (var scorer in ScorersFor(model, mayWait: patience == Timeout.InfiniteTimeSpan))
            {
                asked = scorer;
                if (await scorer.ScoreAsync(model, rows, either.Token) is { } answers) return answers;
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // Patience is over.
            asked?.Miss();
        }
        return null;
    }

    /// <summary>Adds a stream; false when as many are connected as may be.</summary>
    internal bool TryAdd(TrainingStream stream) => TryAdd(trainers, stream);

    internal bool TryAdd(ScoringStream stream) => TryAdd(scorers, stream);

    internal void Remove(TrainingStream stream) => Remove(trainers, stream);

    internal void Remove(ScoringStream stream) => Remove(scorers, stream);

    private bool TryAdd<T>(List<T> streams, T stream)
    {
        lock (gate)
        {
            if (streams.Count >= options.StreamsMax) return false;
            streams.Add(stream);
            Change();
            return true;
        }
    }

    private void Remove<T>(List<T> streams, T stream)
    {
        lock (gate)
        {
            streams.Remove(stream);
            Change();
        }
    }

    // ScheduledChecks those that wait for a slot: one has become free, or nobody is left to wait for.
    private void Change()
    {
        changed.TrySetResult();
        changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private (TrainingStream? Trainer, WorkerTask? Task, Task Next) Choose(
        WorkerOrder order, Action<WorkerProgress> progress)
    {
        lock (gate)
        {
            var able = trainers.Where(trainer => trainer.Offers(order.Learner, order.Schema.Task)).ToArray();
            if (able.Length == 0) throw new WorkerException(NobodyFor(order));
            foreach (var trainer in able.OrderBy(trainer => trainer.Load))
            {
                if (trainer.Begin(progress) is { } task) return (trainer, task, Task.CompletedTask);
            }
            return (null, null, changed.Task);
        }
    }

    private string NobodyFor(WorkerOrder order) => trainers.Any(trainer => trainer.Offers(order.Learner))
        ? $"no worker here offers '{order.Learner}' for {NameOf(order.Schema.Task)}"
        : $"no worker here offers '{order.Learner}'; start one that connects to this server";

    private static string NameOf(PredictionTask task) =>
        task == PredictionTask.Regression ? "regression" : "binary classification";

    // Those that hold the model already come first, and of those the one with the least to do. One that has kept
    // others waiting is left alone for a while, but not by those who can wait: it may be slow, and alive.
    private ScoringStream[] ScorersFor(WorkerModel model, bool mayWait)
    {
        lock (gate)
        {
            return
            [
                .. scorers.Where(scorer => scorer.Offers(model.Learner, model.Schema.Task))
                    .Where(scorer => mayWait || !scorer.Rests)
                    .OrderByDescending(scorer => scorer.Holds(model.ArtifactId)).ThenBy(scorer => scorer.Waiting),
            ];
        }
    }
}
