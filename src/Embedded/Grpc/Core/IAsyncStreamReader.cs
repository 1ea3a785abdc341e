namespace Grpc.Core;

/// <summary>Messages of a call as they arrive; one read at a time.</summary>
public interface IAsyncStreamReader<out T>
{
    T Current { get; }

    Task<bool> MoveNext(CancellationToken cancellationToken);
}
