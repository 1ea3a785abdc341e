using System.Runtime.CompilerServices;
using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>One named state of one activation.</summary>
internal sealed class PersistentState<TState>(Activation activation, string name, IGrainStorage storage)
    : IPersistentState<TState>
{
    private readonly GrainState<TState> held = new(Initial());

    public TState State
    {
        get => held.State!;
        set => held.State = value;
    }

    public string? Etag => held.ETag;

    public bool RecordExists => held.RecordExists;

    public Task ReadStateAsync() => ReadStateAsync(CancellationToken.None);

    public Task WriteStateAsync() => WriteStateAsync(CancellationToken.None);

    public Task ClearStateAsync() => ClearStateAsync(CancellationToken.None);

    public async Task ReadStateAsync(CancellationToken cancellationToken)
    {
        await Guard(() => storage.ReadStateAsync(name, activation.GrainId, held, cancellationToken), "reading");
        if (!held.RecordExists) held.State ??= Initial();
    }

    public Task WriteStateAsync(CancellationToken cancellationToken) =>
        Guard(() => storage.WriteStateAsync(name, activation.GrainId, held, cancellationToken), "writing");

    public async Task ClearStateAsync(CancellationToken cancellationToken)
    {
        await Guard(() => storage.ClearStateAsync(name, activation.GrainId, held, cancellationToken), "clearing");
        held.State = Initial();
        held.RecordExists = false;
    }

    // As in Orleans, foreign errors arrive wrapped, and its own arrive as they are.
    private async Task Guard(Func<Task> operation, string doing)
    {
        try
        {
            await operation();
        }
        catch (Exception exception) when (exception is not OrleansException and not OperationCanceledException)
        {
            throw new OrleansException(
                $"Error from storage {storage.GetType().Name} while {doing} state \"{name}\" of {activation.GrainId}: "
                + exception.Message,
                exception);
        }
    }

    private static TState Initial() =>
        typeof(TState).IsValueType ? default!
        : typeof(TState).GetConstructor(Type.EmptyTypes) is not null ? Activator.CreateInstance<TState>()
        : (TState)RuntimeHelpers.GetUninitializedObject(typeof(TState));
}
