using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Fleet.Notifications;

/// <summary>Writes notifications into the log of the process, for its operators.</summary>
internal sealed partial class LogChannel(ILogger<LogChannel> log) : INotificationChannel
{
    public const string ChannelName = "log";

    public string Name => ChannelName;

    public Task SendAsync(Notification notification)
    {
        LogNotification(LevelOf(notification.Severity), notification.ModelId, notification.Text);
        return Task.CompletedTask;
    }

    private static LogLevel LevelOf(Severity severity) => severity switch
    {
        Severity.Info => LogLevel.Information,
        Severity.Warning => LogLevel.Warning,
        Severity.Critical => LogLevel.Error,
        _ => LogLevel.Critical,
    };

    [LoggerMessage(Message = "{Model}: {Text}")]
    private partial void LogNotification(LogLevel level, string model, string text);
}
