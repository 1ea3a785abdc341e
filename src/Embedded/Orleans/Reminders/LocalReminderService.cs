using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Hosting;
using Orleans.Timers;

namespace Orleans.Runtime.ReminderService;

/// <summary>Keeps the table and the running clocks of its rows in step.</summary>
internal sealed class LocalReminderService(
    IReminderTable table,
    IGrainFactory grains,
    TimeProvider clock,
    IOptions<ReminderOptions> options,
    ILogger<LocalReminderService> log) : IReminderRegistry, ISiloService
{
    private readonly Lock gate = new();
    private readonly Dictionary<(GrainId, string), RunningReminder> running = [];
    private bool isStopped;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await table.StartAsync(cancellationToken);
        foreach (var row in (await table.ReadRows(0, 0)).Reminders.OrderBy(row => row.GrainId)) Run(row);
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            isStopped = true;
            foreach (var reminder in running.Values) reminder.Dispose();
            running.Clear();
        }

        return table.StopAsync(cancellationToken);
    }

    public async Task<IGrainReminder> RegisterOrUpdateReminder(
        GrainId callingGrainId, string reminderName, TimeSpan dueTime, TimeSpan period)
    {
        Validate(reminderName, dueTime, period);
        var row = new ReminderEntry
        {
            GrainId = callingGrainId,
            ReminderName = reminderName,
            StartAt = clock.GetUtcNow().UtcDateTime + dueTime,
            Period = period,
        };
        row.ETag = await table.UpsertRow(row)
            ?? throw new ReminderException($"The reminder table did not take \"{reminderName}\" of {callingGrainId}.");
        Run(row);
        return Handle.Of(row);
    }

    public async Task UnregisterReminder(GrainId callingGrainId, IGrainReminder reminder)
    {
        if (reminder is not Handle handle)
            throw new ArgumentException("Not a reminder that this registry gave out.", nameof(reminder));
        if (!await table.RemoveRow(callingGrainId, handle.ReminderName, handle.ETag))
        {
            throw new ReminderException(
                $"Reminder \"{handle.ReminderName}\" of {callingGrainId} was updated or dropped since this handle was "
                + "given out: get it again.");
        }

        lock (gate)
            if (running.Remove((callingGrainId, handle.ReminderName), out var stopped)) stopped.Dispose();
    }

    public async Task<IGrainReminder?> GetReminder(GrainId callingGrainId, string reminderName) =>
        await table.ReadRow(callingGrainId, reminderName) is { } row ? Handle.Of(row) : null;

    public async Task<List<IGrainReminder>> GetReminders(GrainId callingGrainId) =>
        [.. (await table.ReadRows(callingGrainId)).Reminders.Select(Handle.Of)];

    public Dictionary<GrainType, int> CountByGrainType()
    {
        lock (gate)
            return running.Keys.CountBy(key => key.Item1.Type).ToDictionary();
    }

    private void Run(ReminderEntry row)
    {
        lock (gate)
        {
            if (isStopped) return;
            var key = (row.GrainId, row.ReminderName);
            if (running.Remove(key, out var replaced)) replaced.Dispose();
            running[key] = new RunningReminder(row, grains.GetGrain<IRemindable>(row.GrainId), clock, log);
        }
    }

    private void Validate(string reminderName, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime < TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(dueTime), dueTime, "Must be zero or more, and not infinite.");
        var minimum = options.Value.MinimumReminderPeriod;
        if (period >= minimum) return;
        throw new ArgumentException(
            $"Reminder \"{reminderName}\" asks for a period of {period}, below the minimum of {minimum}: use a timer.");
    }

    private sealed record Handle(GrainId Grain, string ReminderName, string ETag) : IGrainReminder
    {
        public static IGrainReminder Of(ReminderEntry row) => new Handle(row.GrainId, row.ReminderName, row.ETag!);
    }
}
