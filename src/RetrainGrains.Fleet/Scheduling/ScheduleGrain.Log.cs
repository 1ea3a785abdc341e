namespace RetrainGrains.Fleet.Scheduling;

/// <summary>What the schedule tells operators.</summary>
internal static partial class ScheduleGrainLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "{Model} could not be woken; tried again at {Retry}")]
    public static partial void CheckFailed(this ILogger log, Exception error, string model, DateTimeOffset retry);
}
