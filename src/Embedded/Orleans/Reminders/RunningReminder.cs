using Microsoft.Extensions.Logging;
using Orleans.Timers;

namespace Orleans.Runtime.ReminderService;

/// <summary>The clock of one reminder. Ticks never overlap; those that were missed are skipped.</summary>
internal sealed class RunningReminder : IDisposable
{
    private readonly ReminderEntry row;
    private readonly IRemindable grain;
    private readonly TimeProvider clock;
    private readonly ILogger log;
    private readonly ITimer timer;
    private DateTime due;

    public RunningReminder(ReminderEntry row, IRemindable grain, TimeProvider clock, ILogger log)
    {
        this.row = row;
        this.grain = grain;
        this.clock = clock;
        this.log = log;
        timer = DetachedTimer.Create(clock, () => _ = TickAsync());
        AwaitNext();
    }

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    public void Dispose() => timer.Dispose();

    private async Task TickAsync()
    {
        var now = Now;
        if (now < due)
        {
            Arm();
            return;
        }

        try
        {
            await grain.ReceiveReminder(row.ReminderName, new TickStatus(row.StartAt, row.Period, now));
        }
        catch (Exception exception)
        {
            log.ReminderFailed(exception, row.ReminderName, row.GrainId);
        }

        AwaitNext();
    }

    private void AwaitNext()
    {
        var late = Now - row.StartAt;
        due = late < TimeSpan.Zero || due == default && late == TimeSpan.Zero
            ? row.StartAt
            : row.StartAt + (row.Period * (1 + (late.Ticks / row.Period.Ticks)));
        Arm();
    }

    // Timers of the system clock end at 49 days, so a long wait is done in parts. A disposed timer ignores the change.
    private void Arm() => timer.Change(
        TimeSpan.FromTicks(Math.Clamp((due - Now).Ticks, 0, TimeSpan.TicksPerDay)), Timeout.InfiniteTimeSpan);
}
