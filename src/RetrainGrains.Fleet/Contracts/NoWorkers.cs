namespace RetrainGrains.Fleet.Contracts;

/// <summary>A pool for processes that no worker can connect to: replays, and commands on a database.</summary>
public sealed class NoWorkers : IWorkerPool
{
    public static readonly NoWorkers Instance = new();

    public TimeSpan Patience => TimeSpan.Zero;

    public Task<ReadOnlyMemory<byte>> TrainAsync(
        WorkerOrder order, Action<WorkerProgress> progress, CancellationToken cancellation) =>
        throw new WorkerException(
            $"'{order.Learner}' is a worker's learner, and no worker can connect to this process");

    public Task<double[]?> ScoreAsync(
        WorkerModel model, WorkerRows rows, TimeSpan patience, CancellationToken cancellation) =>
        Task.FromResult<double[]?>(null);
}
