namespace RetrainGrains.Grains.Fleet;

/// <summary>What the fleet's grain tells operators.</summary>
internal static partial class FleetGrainLog
{
    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The fleet's alarms have moved on since {Tag}; they are read again and decided anew")]
    public static partial void FleetMovedOn(this ILogger log, string tag);
}
