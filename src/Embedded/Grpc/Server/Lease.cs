namespace Grpc.AspNetCore.Server;

/// <summary>An object for the length of one call; it is disposed at the end only if the call made it.</summary>
internal readonly struct Lease<T>(T instance, bool isOwned) : IAsyncDisposable where T : class
{
    public T Instance => instance;

    public ValueTask DisposeAsync()
    {
        switch (isOwned ? instance : null)
        {
            case IAsyncDisposable asyncDisposable:
                return asyncDisposable.DisposeAsync();
            case IDisposable disposable:
                disposable.Dispose();
                return default;
            default:
                return default;
        }
    }
}
