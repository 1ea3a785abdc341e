namespace Orleans.Hosting;

/// <summary>Bounds on reminders.</summary>
public sealed class ReminderOptions
{
    public TimeSpan MinimumReminderPeriod { get; set; } = TimeSpan.FromMinutes(1);
}
