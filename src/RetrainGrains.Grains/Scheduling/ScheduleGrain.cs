namespace RetrainGrains.Grains.Scheduling;

/// <summary>
/// Wakes its shard's models when they are due: from memory while it is active, from the schedules table after a start.
/// A model is not woken again before its last waking has ended; what was missed while down is caught up once.
/// </summary>
public sealed class ScheduleGrain(
    IDatabase database, WakingOptions options, TimeProvider clock, ILogger<ScheduleGrain> log) : Grain,
    IScheduleGrain, IRemindable
{
    private const string Reminder = "wake";
    private readonly DueTimes due = new();
    private IGrainTimer? timer;
    private bool waking;

    private int Shard => int.Parse(this.GetPrimaryKeyString(), System.Globalization.CultureInfo.InvariantCulture);

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        // A shard that sleeps would wake its models only at the next reminder.
        DelayDeactivation(Timeout.InfiniteTimeSpan);
        timer = this.RegisterGrainTimer(
            WakeDueAsync,
            new GrainTimerCreationOptions { DueTime = Timeout.InfiniteTimeSpan, Period = Timeout.InfiniteTimeSpan,
                Interleave = true, KeepAlive = true });
        foreach (var row in await database.Schedules.DueAsync(
            Shard, DateTimeOffset.MaxValue, options.ModelsPerShardMax, cancellationToken))
        {
            due.Set(row.ModelId, row.DueAt);
        }
        SetTimer();
    }

    public Task Arm() => this.RegisterOrUpdateReminder(Reminder, options.ReminderPeriod, options.ReminderPeriod);

    // One shard looks after the effects of all: those of a silo that was lost between a commit and its delivery.
    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        SetTimer();
        return Shard == 0 ? FleetStart.DeliverAsync(GrainFactory, database, clock.GetUtcNow()) : Task.CompletedTask;
    }

    public Task Join(string modelId, DateTimeOffset dueAt)
    {
        due.Set(modelId, dueAt);
        SetTimer();
        return Task.CompletedTask;
    }

    private async Task WakeDueAsync(CancellationToken cancellation)
    {
        if (waking) return;
        waking = true;
        try
        {
            while (due.Take(clock.GetUtcNow(), options.Concurrency) is { Count: > 0 } models)
            {
                await Task.WhenAll(models.Select(WakeAsync));
            }
        }
        finally
        {
            waking = false;
            SetTimer();
        }
    }

    private async Task WakeAsync(string modelId)
    {
        try
        {
            if (await GrainFactory.GetGrain<IModelGrain>(modelId).Wake() is { } next) due.Set(modelId, next);
        }
        catch (Exception error)
        {
            var retry = clock.GetUtcNow() + options.RetryAfter;
            log.WakingFailed(error, modelId, retry);
            due.Set(modelId, retry);
        }
    }

    private void SetTimer()
    {
        if (waking || timer is null || due.Next is not { } next) return;
        var wait = next - clock.GetUtcNow();
        timer.Change(wait < TimeSpan.Zero ? TimeSpan.Zero : wait, Timeout.InfiniteTimeSpan);
    }
}
