using Grpc.Core;

namespace RetrainGrains.Gateway.Tests.Workers;

/// <summary>One stream of a worker on the generated client: it reports what a test tells it to.</summary>
internal sealed class WorkerCall<TReport, TTask>(AsyncDuplexStreamingCall<TReport, TTask> call) : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public Task ReportAsync(TReport report) => call.RequestStream.WriteAsync(report).WaitAsync(Limit);

    public async Task<TTask> NextAsync()
    {
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Limit), "the stream ended");
        return call.ResponseStream.Current;
    }

    /// <summary>Reads to the end of the stream; answers with the server's reason for ending it.</summary>
    public async Task<Status> EndAsync()
    {
        try
        {
            while (await call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Limit))
            {
            }
            return call.GetStatus();
        }
        catch (RpcException error)
        {
            return error.Status;
        }
    }

    public Task CompleteAsync() => call.RequestStream.CompleteAsync();

    /// <summary>As when the process dies.</summary>
    public void Dispose() => call.Dispose();
}
