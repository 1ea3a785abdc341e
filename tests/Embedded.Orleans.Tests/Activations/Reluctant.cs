namespace Orleans.Tests.Activations;

public interface IReluctant : IGrainWithStringKey
{
    Task Ping();
}

public interface IUnbuildable : IGrainWithStringKey
{
    Task Ping();
}

public interface IElusive : IGrainWithStringKey
{
    Task Ping();
}

public sealed class ReluctantGrain(Journal journal) : Grain, IReluctant
{
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        journal.Note($"attempt {journal.Lines.Count + 1}");
        return journal.Lines.Count > 1 ? Task.CompletedTask : throw new InvalidOperationException("not yet");
    }

    public Task Ping() => Task.CompletedTask;
}

public sealed class UnbuildableGrain : Grain, IUnbuildable
{
    public UnbuildableGrain() => throw new InvalidOperationException("never");

    public Task Ping() => Task.CompletedTask;
}

public sealed class ElusiveGrain : Grain, IElusive
{
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task Ping() => Task.CompletedTask;
}
