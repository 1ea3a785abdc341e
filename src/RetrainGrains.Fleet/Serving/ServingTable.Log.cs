namespace RetrainGrains.Fleet.Serving;

public sealed partial class ServingTable
{
    [LoggerMessage(LogLevel.Error,
        "Model {ModelId}: version {Version} cannot be loaded and is tried again; version {Served} keeps serving.")]
    private partial void LogBroken(Exception error, string modelId, string version, string served);
}
