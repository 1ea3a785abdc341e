namespace RetrainGrains.Fleet.Notifications;

/// <summary>The channel that appends notifications to a file.</summary>
internal sealed class FileChannel(TextWriter file) : INotificationChannel
{
    public string Name => "file";

    public Task SendAsync(Notification notification) =>
        file.WriteLineAsync($"{notification.Severity} {notification.ModelId}: {notification.Text}");
}
