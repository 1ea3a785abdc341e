using Microsoft.Extensions.Logging;

namespace Orleans.Runtime;

/// <summary>What the runtime tells operators.</summary>
internal static partial class RuntimeLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Activating {Grain} failed")]
    public static partial void ActivationFailed(this ILogger log, Exception exception, GrainId grain);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Deactivating {Grain} failed; it is removed all the same")]
    public static partial void DeactivationFailed(this ILogger log, Exception exception, GrainId grain);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A timer of {Grain} failed; it goes on ticking")]
    public static partial void TimerFailed(this ILogger log, Exception exception, GrainId grain);

    [LoggerMessage(Level = LogLevel.Warning, Message = "One-way call {Method} of {Grain} failed; nobody waits for it")]
    public static partial void OneWayCallFailed(this ILogger log, Exception exception, string method, GrainId grain);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Reminder {Reminder} of {Grain} failed; it stays registered")]
    public static partial void ReminderFailed(this ILogger log, Exception exception, string reminder, GrainId grain);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Stopping left {Count} activations that did not end in time")]
    public static partial void ActivationsAbandoned(this ILogger log, int count);
}
