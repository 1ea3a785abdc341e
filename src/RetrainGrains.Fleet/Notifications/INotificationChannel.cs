namespace RetrainGrains.Fleet.Notifications;

/// <summary>
/// A way to reach people, such as a log or a mailbox. It is registered as a service, and used when the options choose
/// its name.
/// </summary>
public interface INotificationChannel
{
    /// <summary>The name by which options choose it, such as "log".</summary>
    string Name { get; }

    /// <summary>Sends a notification after the commit that caused it, at least once: it may come twice.</summary>
    Task SendAsync(Notification notification);
}
