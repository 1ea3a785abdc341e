using RetrainGrains.Fleet.Training;

namespace RetrainGrains.Orleans.Tests;

/// <summary>Trains one challenger at a time on its silo, and only when it may.</summary>
public sealed class HeldTrainings : ITrainingExecutor
{
    private readonly TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource may = Released();

    public int Slots => 1;

    /// <summary>The first training has begun.</summary>
    public Task Begun => begun.Task.WaitAsync(FleetCluster.Patience);

    public void Hold() => may = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Release() => may.TrySetResult();

    public async Task<Computed<T>> RunAsync<T>(
        Func<CancellationToken, T> work, TimeSpan modelled, CancellationToken cancellation)
    {
        begun.TrySetResult();
        await may.Task.WaitAsync(cancellation);
        return new Computed<T>(work(cancellation), modelled.TotalSeconds);
    }

    private static TaskCompletionSource Released()
    {
        var source = new TaskCompletionSource();
        source.SetResult();
        return source;
    }
}
