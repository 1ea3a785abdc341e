namespace Orleans.Simulation;

/// <summary>Brings awaits of code outside of grains back to the simulation's thread.</summary>
internal sealed class LoopContext(SimulationScheduler simulation) : SynchronizationContext
{
    public override void Post(SendOrPostCallback d, object? state) =>
        simulation.Post(new PostedWork(this, d, state));

    public override void Send(SendOrPostCallback d, object? state) => d(state);

    public override SynchronizationContext CreateCopy() => this;

    private sealed class PostedWork(LoopContext context, SendOrPostCallback callback, object? state)
        : IThreadPoolWorkItem
    {
        public void Execute()
        {
            SetSynchronizationContext(context);
            callback(state);
            SetSynchronizationContext(null);
        }
    }
}
