namespace RetrainGrains.Fleet.Replay;

/// <summary>Brings awaits back to the loop's thread.</summary>
internal sealed class LoopContext(VirtualLoop loop) : SynchronizationContext
{
    public override void Post(SendOrPostCallback d, object? state) => loop.Post(d, state);

    public override void Send(SendOrPostCallback d, object? state) => d(state);

    public override SynchronizationContext CreateCopy() => this;
}
