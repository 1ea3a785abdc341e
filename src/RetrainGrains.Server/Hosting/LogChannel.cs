using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Server.Hosting;

/// <summary>Tells operators in the log what the fleet wants people to hear.</summary>
internal sealed partial class LogChannel(ILogger<LogChannel> log) : INotificationChannel
{
    public Task NotifyAsync(string modelId, DateTimeOffset at, Severity severity, string text)
    {
        LogNotice(LevelOf(severity), modelId, text);
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
    private partial void LogNotice(LogLevel level, string model, string text);
}
