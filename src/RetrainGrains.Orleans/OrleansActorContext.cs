using Orleans.Timers;
using RetrainGrains.Fleet;

namespace RetrainGrains.Orleans;

/// <summary>An actor's life on Orleans: a scoped service, one for each activation.</summary>
internal sealed class OrleansActorContext(IGrainContext activation, ITimerRegistry timers) : IActorContext
{
    public string Key => activation.GrainId.Key.ToString()!;

    public IActorTimer StartTimer(Func<CancellationToken, Task> tick, TimeSpan due, TimeSpan period) =>
        new Timer(timers.RegisterGrainTimer(
            activation, static (tick, cancellation) => tick(cancellation), tick,
            new GrainTimerCreationOptions(due, period) { Interleave = true, KeepAlive = true }));

    public void Retire() => activation.Deactivate(
        new DeactivationReason(DeactivationReasonCode.ApplicationRequested, "The actor has retired."));

    private sealed class Timer(IGrainTimer timer) : IActorTimer
    {
        public void Change(TimeSpan due, TimeSpan period) => timer.Change(due, period);

        public void Dispose() => timer.Dispose();
    }
}
