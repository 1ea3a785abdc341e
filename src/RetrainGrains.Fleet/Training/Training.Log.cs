namespace RetrainGrains.Fleet.Training;

/// <summary>What trainings tell operators.</summary>
internal static partial class TrainingLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "{Run}, challenger {Ordinal}, attempt {Attempt} failed")]
    public static partial void TrainingFailed(this ILogger log, Exception error, string run, int ordinal, int attempt);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Run}, challenger {Ordinal} could not be dispatched")]
    public static partial void DispatchFailed(this ILogger log, Exception error, string run, int ordinal);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Run} has ended but its model could not be told; tried again")]
    public static partial void EndingFailed(this ILogger log, Exception error, string run);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Run}, challenger {Ordinal}, attempt {Attempt}: no sign of life, trained anew")]
    public static partial void WorkerLost(this ILogger log, string run, int ordinal, int attempt);
}
