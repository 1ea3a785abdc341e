using Microsoft.Extensions.Logging;

namespace RetrainGrains.Gateway.Outages;

public sealed partial class DatabaseCircuit
{
    [LoggerMessage(LogLevel.Error,
        "The database is away: predictions are answered from memory and wait to be logged, outcomes wait.")]
    private partial void LogAway(Exception error);

    [LoggerMessage(LogLevel.Information, "The database is back after {Away}.")]
    private partial void LogBack(TimeSpan away);
}
