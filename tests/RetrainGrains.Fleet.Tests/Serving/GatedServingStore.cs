namespace RetrainGrains.Fleet.Tests.Serving;

/// <summary>A store without changes that answers when a test lets it, and counts.</summary>
internal sealed class GatedServingStore : IServingStore
{
    private readonly TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Reads { get; private set; }

    public Exception? Failure { get; set; }

    public void Open() => gate.TrySetResult();

    public async Task<IReadOnlyList<ServingChange>> ChangedSinceAsync(
        long epoch, int limit, CancellationToken cancellation = default)
    {
        Reads++;
        await gate.Task;
        return Failure is null ? [] : throw Failure;
    }
}

/// <summary>A store without changes that answers at once.</summary>
internal sealed class OpenServingStore : IServingStore
{
    public Task<IReadOnlyList<ServingChange>> ChangedSinceAsync(
        long epoch, int limit, CancellationToken cancellation = default) =>
        Task.FromResult<IReadOnlyList<ServingChange>>([]);
}

/// <summary>A store that holds nothing.</summary>
internal sealed class NoArtifacts : IArtifactStore
{
    public Task<string> PutAsync(
        ReadOnlyMemory<byte> bytes, DateTimeOffset at, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public Task<byte[]?> GetAsync(string artifactId, CancellationToken cancellation = default) =>
        Task.FromResult<byte[]?>(null);

    public Task<int> DeleteUnreferencedAsync(
        DateTimeOffset before, IReadOnlySet<string> keep, CancellationToken cancellation = default) =>
        Task.FromResult(0);
}
