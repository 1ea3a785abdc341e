using System.Collections.Concurrent;
using Orleans.Reminders.Diagnostics;

namespace RetrainGrains.Orleans.Tests;

/// <summary>Hears which silo has begun to wait for which reminder's next moment.</summary>
internal sealed class ArmedReminders : IObserver<ReminderEvents.ReminderEvent>, IDisposable
{
    private readonly ConcurrentDictionary<(SiloAddress, GrainId), TaskCompletionSource> armed = new();
    private readonly IDisposable subscription;

    public ArmedReminders() => subscription = ReminderEvents.AllEvents.Subscribe(this);

    public Task On(SiloAddress silo, GrainId actor) => Of(silo, actor).Task;

    public void OnNext(ReminderEvents.ReminderEvent value)
    {
        if (value is ReminderEvents.LocalReminderTickWaitArmed { SiloAddress: { } silo })
        {
            Of(silo, value.GrainId).TrySetResult();
        }
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error) => throw error;

    public void Dispose() => subscription.Dispose();

    private TaskCompletionSource Of(SiloAddress silo, GrainId actor) => armed.GetOrAdd(
        (silo, actor), static _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}
