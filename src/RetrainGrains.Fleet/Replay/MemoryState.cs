namespace RetrainGrains.Fleet.Replay;

/// <summary>The state of an actor in memory: it outlives the actor and ends with the process.</summary>
public sealed class MemoryState<T> : IActorState<T> where T : class
{
    public T? Value { get; private set; }

    public Task ReadAsync() => Task.CompletedTask;

    public Task<bool> WriteAsync(T value)
    {
        Value = value;
        return Task.FromResult(true);
    }
}
