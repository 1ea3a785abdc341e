namespace RetrainGrains.Server.Hosting;

/// <summary>What the server tells operators.</summary>
internal static partial class ServerLog
{
    [LoggerMessage(
        Level = LogLevel.Information, Message = "Serving REST on {Http} and gRPC on {Grpc}, from {Database}")]
    public static partial void Serving(this ILogger log, Uri http, Uri grpc, string database);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Running actors on port {SiloPort}, health and counters on {Http}, from {Database}")]
    public static partial void Running(this ILogger log, int siloPort, Uri http, string database);

    [LoggerMessage(Level = LogLevel.Information, Message = "The fleet is awake: {Models} models in service")]
    public static partial void Awake(this ILogger log, int models);

    [LoggerMessage(Message = "{Model}: {Text}")]
    public static partial void Notice(this ILogger log, LogLevel level, string model, string text);
}
