namespace RetrainGrains.Fleet.Alerts;

/// <summary>What the fleet's grain tells operators.</summary>
internal static partial class FleetGrainLog
{
    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The fleet's alerts have moved on; they are read again and decided anew")]
    public static partial void FleetMovedOn(this ILogger log);
}
