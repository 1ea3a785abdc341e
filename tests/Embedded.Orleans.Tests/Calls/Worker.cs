using Orleans.Concurrency;

namespace Orleans.Tests.Calls;

/// <summary>Notes when its calls begin and end; each waits at the gate that its caller names.</summary>
public interface IWorker : IGrainWithStringKey
{
    Task Work(string name, string gate);

    [ReadOnly]
    Task Read(string name, string gate);

    [AlwaysInterleave]
    Task Peek(string name, string gate);

    [OneWay]
    Task Tell(string name, string gate);

    [ResponseTimeout("00:00:05")]
    Task Hurry(string gate);
}

public interface IReentrantWorker : IWorker;

// Named after its interface, so that IWorker means this class although the reentrant one implements it too.
public class Worker(Journal journal, Signals signals) : Grain, IWorker
{
    public Task Work(string name, string gate) => Run(name, gate);

    public Task Read(string name, string gate) => Run(name, gate);

    public Task Peek(string name, string gate) => Run(name, gate);

    public Task Tell(string name, string gate) => Run(name, gate);

    public Task Hurry(string gate) => signals.Wait(gate);

    private async Task Run(string name, string gate)
    {
        journal.Note($"{name} begins");
        await signals.Wait(gate);
        journal.Note($"{name} ends");
    }
}

[Reentrant]
public sealed class ReentrantWorkerGrain(Journal journal, Signals signals)
    : Worker(journal, signals), IReentrantWorker;
