namespace Grpc.Core;

/// <summary>The response stream of a handler; it ends when the handler returns.</summary>
public interface IServerStreamWriter<in T> : IAsyncStreamWriter<T>;
