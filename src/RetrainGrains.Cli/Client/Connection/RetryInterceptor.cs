using Grpc.Core;
using Grpc.Core.Interceptors;

namespace RetrainGrains.Cli.Client.Connection;

/// <summary>
/// Repeats calls that ended with UNAVAILABLE, each with the request it had: its request id keeps a command from being
/// carried out twice.
/// </summary>
internal sealed class RetryInterceptor(TimeProvider clock) : Interceptor
{
    // Together longer than a process takes to start again, and shorter than people wait for a line of text.
    private static readonly ImmutableArray<TimeSpan> Pauses =
        [TimeSpan.FromSeconds(0.25), TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1)];

    // Calls that bear no request id, and would be refused if they had been carried out before.
    private static readonly ImmutableHashSet<string> Once = ["Create", "Revoke"];

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context,
        AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
    {
        var tries = Once.Contains(context.Method.Name) ? 0 : Pauses.Length;
        AsyncUnaryCall<TResponse> latest = null!;
        async Task<TResponse> AnswerAsync()
        {
            for (var i = 0; ; i++)
            {
                latest = continuation(request, context);
                try
                {
                    return await latest.ResponseAsync;
                }
                catch (RpcException error) when (error.StatusCode == StatusCode.Unavailable && i < tries)
                {
                    latest.Dispose();
                    await Task.Delay(Pauses[i], clock, context.Options.CancellationToken);
                }
            }
        }
        var answer = AnswerAsync();
        async Task<Metadata> HeadersAsync()
        {
            await answer.ContinueWith(_ => { }, TaskScheduler.Default);
            return await latest.ResponseHeadersAsync;
        }
        return new AsyncUnaryCall<TResponse>(
            answer, HeadersAsync(), () => latest.GetStatus(), () => latest.GetTrailers(), () => latest.Dispose());
    }
}
