namespace Grpc.Core;

/// <summary>The part that the four kinds of call share: response headers, status, trailers, disposal.</summary>
internal readonly struct AsyncCallState(
    Func<object, Task<Metadata>> responseHeaders,
    Func<object, Status> status,
    Func<object, Metadata> trailers,
    Action<object> dispose,
    object state)
{
    public AsyncCallState(
        Task<Metadata> responseHeaders, Func<Status> status, Func<Metadata> trailers, Action dispose)
        : this(_ => responseHeaders, _ => status(), _ => trailers(), _ => dispose(), responseHeaders)
    {
    }

    public Task<Metadata> ResponseHeaders => responseHeaders(state);

    public Status Status => status(state);

    public Metadata Trailers => trailers(state);

    public void Dispose() => dispose(state);
}
