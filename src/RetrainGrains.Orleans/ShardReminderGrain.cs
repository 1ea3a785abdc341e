using System.Globalization;
using Orleans.Timers;
using RetrainGrains.Fleet;
using RetrainGrains.Fleet.Scheduling;

namespace RetrainGrains.Orleans;

/// <summary>A shard's durable reminder; the key is the shard's number.</summary>
public interface IShardReminderGrain : IGrainWithStringKey
{
    /// <summary>Makes sure that the reminder exists. Called at every start.</summary>
    Task Arm();
}

/// <summary>Passes the reminders of a shard on to its schedule, wherever that is active.</summary>
internal sealed class ShardReminderGrain(
    IGrainContext activation, IReminderRegistry reminders, IFleet fleet, ScheduleOptions options)
    : IShardReminderGrain, IRemindable
{
    private const string Reminder = "check-due";

    public Task Arm() => reminders.RegisterOrUpdateReminder(
        activation.GrainId, Reminder, options.ReminderPeriod, options.ReminderPeriod);

    public Task ReceiveReminder(string reminderName, TickStatus status) => fleet
        .Schedule(int.Parse(activation.GrainId.Key.ToString()!, CultureInfo.InvariantCulture))
        .Remind();
}
