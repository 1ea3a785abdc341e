using System.Runtime.ExceptionServices;
using Orleans.Storage;
using RetrainGrains.Fleet;
using RetrainGrains.Storage;

namespace RetrainGrains.Orleans;

/// <summary>A value that an actor keeps, as Orleans' persistent state.</summary>
internal sealed class OrleansActorState<T>(IGrainContext activation, IPersistentStateFactory states) : IActorState<T>
    where T : class
{
    private readonly IPersistentState<Kept<T>> state = states.Create<Kept<T>>(activation, new StateAddress());

    public T? Value => state.State.Value;

    public Task ReadAsync() => PlainAsync(state.ReadStateAsync());

    public async Task<bool> WriteAsync(T value)
    {
        var before = state.State;
        state.State = new Kept<T> { Value = value };
        try
        {
            await PlainAsync(state.WriteStateAsync());
            return true;
        }
        catch (Exception error)
        {
            // Orleans goes on showing what could not be written: it would pass for stored.
            state.State = before;
            if (error is InconsistentStateException) return false;
            throw;
        }
    }

    // Orleans wraps what its storage throws; callers know a database that is away by its own name.
    private static async Task PlainAsync(Task stored)
    {
        try
        {
            await stored;
        }
        catch (OrleansException error) when (error.InnerException is DatabaseAwayException away)
        {
            ExceptionDispatchInfo.Throw(away);
        }
    }

    private sealed class StateAddress : IPersistentStateConfiguration
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
