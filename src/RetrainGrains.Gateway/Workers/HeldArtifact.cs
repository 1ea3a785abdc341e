namespace RetrainGrains.Gateway.Workers;

/// <summary>A model on its way to a worker, or held by it.</summary>
internal sealed class HeldArtifact(string id)
{
    private readonly TaskCompletionSource<bool> loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Id => id;

    /// <summary>Completes when the worker has it; false when it could not be sent.</summary>
    public Task<bool> Loaded => loaded.Task;

    public bool IsReady => loaded.Task is { IsCompletedSuccessfully: true, Result: true };

    public bool IsLoading => !loaded.Task.IsCompleted;

    public long LastUse { get; set; }

    /// <summary>A value that is true once all of the artifact was sent.</summary>
    public bool IsSent { get; set; }

    public DateTimeOffset FailedAt { get; private set; }

    public void Ready() => loaded.TrySetResult(true);

    public void Fail(DateTimeOffset now)
    {
        FailedAt = now;
        loaded.TrySetResult(false);
    }
}
