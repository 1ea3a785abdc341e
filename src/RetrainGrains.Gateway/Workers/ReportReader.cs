using Grpc.Core;
using Microsoft.Extensions.Hosting;
using RetrainGrains.Gateway.Options;

namespace RetrainGrains.Gateway.Workers;

/// <summary>A worker's reports as they come; silence ends them, and so does the server's own stop.</summary>
internal sealed class ReportReader<TReport>(
    IAsyncStreamReader<TReport> stream, WorkerOptions options, TimeProvider clock, IHostApplicationLifetime host,
    CancellationToken left)
{
    public TReport Current => stream.Current;

    /// <summary>Reads the next report; false when the worker has left.</summary>
    public async Task<bool> MoveNextAsync()
    {
        using var silence = new CancellationTokenSource(options.LostAfter, clock);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(
            silence.Token, host.ApplicationStopping, left);
        try
        {
            return await stream.MoveNext(end.Token);
        }
        catch (Exception) when (left.IsCancellationRequested)
        {
            return false;
        }
        catch (OperationCanceledException) when (silence.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.DeadlineExceeded,
                $"No report for {options.LostAfter.TotalSeconds:0.#} s; a heartbeat is due every "
                + $"{options.HeartbeatEvery.TotalSeconds:0.#} s."));
        }
        catch (OperationCanceledException) when (host.ApplicationStopping.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, "The server is stopping."));
        }
    }
}
