using System.Globalization;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Storage;

namespace RetrainGrains.Fleet.Scheduling;

/// <summary>
/// Checks its shard's models when they are due: from memory while it is active, from the schedules table after a start.
/// A model is not checked again before its last check has ended; checks that were missed while the process was down are
/// caught up once.
/// </summary>
/// <remarks>A shard that was deactivated would check its models only at the next reminder: it is kept alive.</remarks>
[KeepAlive]
public sealed partial class ScheduleGrain(
    IActorContext self, IFleet fleet, IDatabase database, ScheduleOptions options, TimeProvider clock,
    ILogger<ScheduleGrain> log) : IScheduleGrain
{
    // Runtimes' timers hold 49 days; a shard that looks once too often costs nothing.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(30);

    private readonly DueTimes due = new();
    private IActorTimer? timer;
    private bool checking;

    private Opening Opening => field ??= new Opening(self, ReadAsync);
    private int Shard => int.Parse(self.Key, CultureInfo.InvariantCulture);

    public async Task Remind()
    {
        await Opening.DoneAsync();
        SetTimer();
        // One shard looks after the effects of all: those of a silo that was lost between a commit and its delivery.
        if (Shard == 0) await FleetStart.DeliverAsync(fleet, database, clock.GetUtcNow());
    }

    public async Task Join(string modelId, DateTimeOffset dueAt)
    {
        await Opening.DoneAsync();
        due.Set(modelId, dueAt);
        SetTimer();
    }

    private async Task ReadAsync()
    {
        foreach (var row in await database.Schedules.DueAsync(
            Shard, DateTimeOffset.MaxValue, options.ModelsPerShardMax))
        {
            due.Set(row.ModelId, row.DueAt);
        }
        timer = self.StartTimer(CheckDueAsync, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        SetTimer();
    }

    private async Task CheckDueAsync(CancellationToken cancellation)
    {
        if (checking) return;
        checking = true;
        try
        {
            while (due.Take(clock.GetUtcNow(), options.Concurrency) is { Count: > 0 } models)
            {
                await Task.WhenAll(models.Select(CheckAsync));
            }
        }
        finally
        {
            checking = false;
            SetTimer();
        }
    }

    private async Task CheckAsync(string modelId)
    {
        try
        {
            if (await fleet.Model(modelId).CheckIfDue() is { } next) due.Set(modelId, next);
        }
        catch (Exception error)
        {
            var retry = clock.GetUtcNow() + options.RetryAfter;
            LogCheckFailed(error, modelId, retry);
            due.Set(modelId, retry);
        }
    }

    private void SetTimer()
    {
        if (checking || timer is null || due.Next is not { } next) return;
        var wait = next - clock.GetUtcNow();
        timer.Change(
            wait < TimeSpan.Zero ? TimeSpan.Zero : wait < LongestWait ? wait : LongestWait, Timeout.InfiniteTimeSpan);
    }

    [LoggerMessage(LogLevel.Warning, "{Model} could not be checked; tried again at {Retry}")]
    private partial void LogCheckFailed(Exception error, string model, DateTimeOffset retry);
}
