namespace Orleans.Tests.Activations;

public interface ICounter : IGrainWithStringKey
{
    Task<int> Increment();

    Task Leave();

    Task Stay(TimeSpan time);

    Task<ICounter> Self();
}

public sealed class CounterGrain(Journal journal) : Grain, ICounter
{
    private int count;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        journal.Note($"{this.GetPrimaryKeyString()} activated");
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        journal.Note($"{this.GetPrimaryKeyString()} deactivated: {reason.ReasonCode}");
        return Task.CompletedTask;
    }

    public Task<int> Increment() => Task.FromResult(++count);

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task Stay(TimeSpan time)
    {
        DelayDeactivation(time);
        return Task.CompletedTask;
    }

    public Task<ICounter> Self() => Task.FromResult(this.AsReference<ICounter>());
}
