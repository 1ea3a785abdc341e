using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Embedded.Grpc.Tests;

/// <summary>The service under every test; it echoes, and sends metadata named x-echo back both ways.</summary>
public sealed class EchoService(EchoProbe probe) : Echo.EchoBase, IDisposable
{
    public bool IsDisposed { get; private set; }

    public void Dispose() => IsDisposed = true;

    [Tags("echo")]
    public override async Task<EchoReply> Unary(EchoRequest request, ServerCallContext context)
    {
        probe.Inspect(context);
        probe.Serving(this);
        var echoed = context.RequestHeaders.Where(entry => entry.Key.StartsWith("x-echo")).ToList();
        if (echoed.Count > 0)
        {
            var headers = new Metadata();
            echoed.ForEach(headers.Add);
            echoed.ForEach(context.ResponseTrailers.Add);
            await context.WriteResponseHeadersAsync(headers);
        }
        return new EchoReply { Text = request.Text, Payload = request.Payload };
    }

    public override async Task<EchoReply> Collect(
        IAsyncStreamReader<EchoRequest> requestStream, ServerCallContext context)
    {
        if (probe.RefuseStreams)
        {
            throw new RpcException(new Status(StatusCode.FailedPrecondition, "no streams today"));
        }
        var texts = new List<string>();
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            texts.Add(request.Text);
        }
        return new EchoReply { Text = string.Join(',', texts) };
    }

    public override async Task Repeat(
        EchoRequest request, IServerStreamWriter<EchoReply> responseStream, ServerCallContext context)
    {
        try
        {
            for (var number = 0; number < request.Count; number++)
            {
                await responseStream.WriteAsync(
                    new EchoReply { Text = $"{request.Text}{number}", Payload = request.Payload },
                    context.CancellationToken);
                probe.Written = number + 1;
            }
        }
        finally
        {
            probe.Ended.TrySetResult();
        }
    }

    public override async Task Chat(
        IAsyncStreamReader<EchoRequest> requestStream,
        IServerStreamWriter<EchoReply> responseStream,
        ServerCallContext context)
    {
        await foreach (var request in requestStream.ReadAllAsync())
        {
            await responseStream.WriteAsync(new EchoReply { Text = request.Text, Payload = request.Payload });
        }
    }

    public override Task<EchoReply> Fail(FailRequest request, ServerCallContext context) =>
        request.Code < 0
            ? throw new InvalidOperationException(request.Detail)
            : throw new RpcException(
                new Status((StatusCode)request.Code, request.Detail),
                new Metadata { { "x-reason", "because" }, { "x-reason-bin", [0, 255, 7] } });

    public override async Task<EchoReply> Wait(EchoRequest request, ServerCallContext context)
    {
        var cancelled = new TaskCompletionSource();
        await using var registration = context.CancellationToken.Register(cancelled.SetResult);
        probe.Started.TrySetResult(context.Deadline);
        await cancelled.Task;
        probe.Cancelled.TrySetResult();
        context.CancellationToken.ThrowIfCancellationRequested();
        return new EchoReply();
    }
}
