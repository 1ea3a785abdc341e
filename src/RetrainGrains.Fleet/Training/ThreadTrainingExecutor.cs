namespace RetrainGrains.Fleet.Training;

/// <summary>Trains on threads of its own, below the priority of those that serve.</summary>
public sealed class ThreadTrainingExecutor(int slots, TimeProvider clock) : ITrainingExecutor
{
    public int Slots { get; } = slots;

    public Task<Computed<T>> RunAsync<T>(
        Func<CancellationToken, T> work, TimeSpan modelled, CancellationToken cancellation)
    {
        var done = new TaskCompletionSource<Computed<T>>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(
            () => Compute(work, done, cancellation)) { IsBackground = true, Priority = ThreadPriority.BelowNormal,
            Name = "training" }.Start();
        return done.Task;
    }

    private void Compute<T>(
        Func<CancellationToken, T> work, TaskCompletionSource<Computed<T>> done, CancellationToken cancellation)
    {
        var started = clock.GetTimestamp();
        try
        {
            done.SetResult(new Computed<T>(work(cancellation), clock.GetElapsedTime(started).TotalSeconds));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            done.SetCanceled(cancellation);
        }
        catch (Exception error)
        {
            done.SetException(error);
        }
    }
}
