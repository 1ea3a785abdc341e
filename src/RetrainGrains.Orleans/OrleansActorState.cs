using Orleans.Storage;

namespace RetrainGrains.Orleans;

/// <summary>A value that an actor keeps, as Orleans' persistent state.</summary>
internal sealed class OrleansActorState<T>(IGrainContext activation, IPersistentStateFactory states) : IActorState<T>
    where T : class
{
    private readonly IPersistentState<Kept<T>> state = states.Create<Kept<T>>(activation, new Configuration());

    public T? Value => state.State.Value;

    public Task ReadAsync() => state.ReadStateAsync();

    public async Task<bool> WriteAsync(T value)
    {
        state.State = new Kept<T> { Value = value };
        try
        {
            await state.WriteStateAsync();
            return true;
        }
        catch (InconsistentStateException)
        {
            return false;
        }
    }

    private sealed class Configuration : IPersistentStateConfiguration
    {
        public string StateName { get; } = char.ToLowerInvariant(typeof(T).Name[0]) + typeof(T).Name[1..];

        public string StorageName => FleetGrainStorage.Name;
    }
}

/// <summary>A value that may not have been written yet.</summary>
internal sealed class Kept<T> where T : class
{
    public T? Value { get; set; }
}
