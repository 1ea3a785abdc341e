namespace Grpc.Core;

/// <summary>The request stream of a caller.</summary>
public interface IClientStreamWriter<in T> : IAsyncStreamWriter<T>
{
    /// <summary>Tells the server that no further request follows.</summary>
    Task CompleteAsync();
}
