using Microsoft.Extensions.Logging;

namespace RetrainGrains.Gateway.Predicting;

public sealed partial class PredictionBuffer
{
    [LoggerMessage(LogLevel.Warning,
        "{Count} predictions that were answered while the database was away had been answered otherwise before, the "
        + "last of them by model {ModelId}; the earlier answers count.")]
    private partial void LogConflicts(long count, string modelId);

    [LoggerMessage(LogLevel.Error,
        "Model {ModelId}: {Count} answered predictions could not be logged in {Tries} tries and are lost.")]
    private partial void LogDropped(Exception error, string modelId, int count, int tries);

    [LoggerMessage(LogLevel.Error,
        "This gateway stops while the database is away: {Count} answered predictions are not logged and are lost.")]
    private partial void LogLost(int count);
}
