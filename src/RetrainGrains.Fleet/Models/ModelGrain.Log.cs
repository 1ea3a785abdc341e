namespace RetrainGrains.Fleet.Models;

/// <summary>What the model grain tells operators.</summary>
internal static partial class ModelGrainLog
{
    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Model}: a decision on revision {Expected} lost its race against revision {Found}")]
    public static partial void LostRace(this ILogger log, string model, long expected, long found);

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "{Model}: effect {Kind} failed at attempt {Attempt}; tried again")]
    public static partial void EffectFailed(this ILogger log, Exception error, string model, string kind, int attempt);
}
