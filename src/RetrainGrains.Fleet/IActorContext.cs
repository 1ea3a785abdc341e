namespace RetrainGrains.Fleet;

/// <summary>The few services that an actor needs from the runtime that runs it.</summary>
/// <remarks>A server gives it what Orleans has, a replay what virtual time has: the actors are the same.</remarks>
public interface IActorContext
{
    /// <summary>The actor's name among its kind: a model's id, a shard's number.</summary>
    string Key { get; }

    /// <summary>
    /// Starts a timer that ticks one tick at a time, between the awaits of the actor's calls, and keeps the actor
    /// alive. <paramref name="period"/> runs from the end of a tick; an infinite time stops.
    /// </summary>
    IActorTimer StartTimer(Func<CancellationToken, Task> tick, TimeSpan due, TimeSpan period);

    /// <summary>Ends the actor after the calls that are under way: the next call finds a fresh one.</summary>
    void Retire();
}

/// <summary>A timer of an actor; disposing it ends it.</summary>
public interface IActorTimer : IDisposable
{
    void Change(TimeSpan due, TimeSpan period);
}
