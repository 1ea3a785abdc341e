using Orleans.Runtime;

namespace Orleans.Tests.Reminders;

public interface IAlarm : IGrainWithStringKey, IRemindable
{
    Task Set(string name, TimeSpan dueTime, TimeSpan period);

    Task Drop(string name);

    Task DropStale(string name);

    Task<string[]> Names();

    Task<TickStatus> LastTick();
}

public sealed class AlarmGrain(Journal journal) : Grain, IAlarm
{
    private TickStatus last;

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        last = status;
        var minute = (status.CurrentTickTime - TestSilo.Start.UtcDateTime).TotalMinutes;
        journal.Note($"{this.GetPrimaryKeyString()} {reminderName} at {minute}");
        return this.GetPrimaryKeyString() == "failing"
            ? throw new InvalidOperationException("overslept")
            : Task.CompletedTask;
    }

    public async Task Set(string name, TimeSpan dueTime, TimeSpan period) =>
        await this.RegisterOrUpdateReminder(name, dueTime, period);

    public async Task Drop(string name) => await this.UnregisterReminder((await this.GetReminder(name))!);

    public async Task DropStale(string name)
    {
        var stale = (await this.GetReminder(name))!;
        await Set(name, TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(2));
        await this.UnregisterReminder(stale);
    }

    public async Task<string[]> Names() => [.. (await this.GetReminders()).Select(reminder => reminder.ReminderName)];

    public Task<TickStatus> LastTick() => Task.FromResult(last);
}
