using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace Embedded.Grpc.Tests.Interop;

public sealed class PythonServerTests : IAsyncLifetime
{
    private PythonPeer? _server;
    private GrpcChannel? _channel;

    private Echo.EchoClient Client => new(_channel!);

    private static CancellationToken TestEnd => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        PythonPeer.SkipUnlessInstalled();
        _server = PythonPeer.Start("server.py", PythonPeer.StubDirectory);
        _channel = GrpcChannel.ForAddress($"http://127.0.0.1:{await _server.ReadLineAsync()}");
    }

    public ValueTask DisposeAsync()
    {
        _channel?.Dispose();
        _server?.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_unary_message_comes_back_from_a_python_server()
    {
        var payload = ByteString.CopyFrom([.. Enumerable.Range(0, 256).Select(octet => (byte)octet)]);
        var request = new EchoRequest { Text = "grüße", Payload = payload };
        var reply = await Client.UnaryAsync(request, cancellationToken: TestEnd);
        Assert.Equal("grüße", reply.Text);
        Assert.Equal(payload, reply.Payload);
    }

    [Fact]
    public async Task A_request_stream_is_collected_by_a_python_server()
    {
        using var call = Client.Collect(cancellationToken: TestEnd);
        foreach (var text in new[] { "a", "b", "c" })
        {
            await call.RequestStream.WriteAsync(new EchoRequest { Text = text }, TestEnd);
        }
        await call.RequestStream.CompleteAsync();
        Assert.Equal("a,b,c", (await call).Text);
    }

    [Fact]
    public async Task A_response_stream_comes_from_a_python_server()
    {
        using var call = Client.Repeat(new EchoRequest { Text = "r", Count = 3 }, cancellationToken: TestEnd);
        var texts = await call.ResponseStream.ReadAllAsync(TestEnd).Select(reply => reply.Text).ToListAsync(TestEnd);
        Assert.Equal(["r0", "r1", "r2"], texts);
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task A_python_server_answers_in_the_middle_of_a_request_stream()
    {
        using var call = Client.Chat(cancellationToken: TestEnd);
        foreach (var text in new[] { "one", "two" })
        {
            await call.RequestStream.WriteAsync(new EchoRequest { Text = text }, TestEnd);
            Assert.True(await call.ResponseStream.MoveNext(TestEnd));
            Assert.Equal(text, call.ResponseStream.Current.Text);
        }
        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext(TestEnd));
    }

    [Fact]
    public async Task Text_and_binary_metadata_go_to_a_python_server_and_back()
    {
        var sent = new Metadata { { "x-echo", "text" }, { "x-echo-bin", [0, 255, 16] } };
        using var call = Client.UnaryAsync(new EchoRequest(), sent, cancellationToken: TestEnd);
        var headers = await call.ResponseHeadersAsync;
        await call;
        foreach (var received in new[] { headers, call.GetTrailers() })
        {
            Assert.Equal("text", received.GetValue("x-echo"));
            Assert.Equal<byte>([0, 255, 16], received.GetValueBytes("x-echo-bin")!);
        }
    }

    [Fact]
    public async Task A_compressed_request_gets_a_compressed_response_from_a_python_server()
    {
        var request = new EchoRequest { Text = new string('z', 100_000) };
        var compressed = new Metadata { { "grpc-internal-encoding-request", "gzip" } };
        using var call = Client.UnaryAsync(request, compressed, cancellationToken: TestEnd);
        Assert.Equal(request.Text, (await call).Text);
    }

    [Fact]
    public async Task A_python_servers_refusal_arrives_with_detail_and_trailers()
    {
        var request = new FailRequest { Code = (int)StatusCode.FailedPrecondition, Detail = "50 % von «ü»\nnext" };
        var refusal = await Assert.ThrowsAsync<RpcException>(async () =>
            await Client.FailAsync(request, cancellationToken: TestEnd));
        Assert.Equal(StatusCode.FailedPrecondition, refusal.StatusCode);
        Assert.Equal(request.Detail, refusal.Status.Detail);
        Assert.Equal("because", refusal.Trailers.GetValue("x-reason"));
        Assert.Equal<byte>([0, 255, 7], refusal.Trailers.GetValueBytes("x-reason-bin")!);
    }

    [Fact]
    public async Task A_deadline_ends_a_call_to_a_python_server_on_both_sides()
    {
        var deadline = TimeProvider.System.GetUtcNow().UtcDateTime.AddMilliseconds(300);
        var refusal = await Assert.ThrowsAsync<RpcException>(async () =>
            await Client.WaitAsync(new EchoRequest(), deadline: deadline, cancellationToken: TestEnd));
        Assert.Equal(StatusCode.DeadlineExceeded, refusal.StatusCode);
        Assert.Equal("started", await _server!.ReadLineAsync());
        Assert.Equal("cancelled", await _server.ReadLineAsync());
    }

    [Fact]
    public async Task Cancelling_a_call_stops_the_handler_of_a_python_server()
    {
        using var caller = new CancellationTokenSource();
        var call = Client.WaitAsync(new EchoRequest(), cancellationToken: caller.Token);
        Assert.Equal("started", await _server!.ReadLineAsync());
        await caller.CancelAsync();
        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(async () => await call)).StatusCode);
        Assert.Equal("cancelled", await _server.ReadLineAsync());
    }

    [Fact]
    public async Task A_response_over_the_limit_is_refused_by_the_client()
    {
        // Compressed, it is small on the wire: the limit counts what it becomes.
        var request = new EchoRequest { Payload = ByteString.CopyFrom(new byte[3_000_000]), Count = 2 };
        using var channel = GrpcChannel.ForAddress(
            $"http://{_channel!.Target}", new GrpcChannelOptions { MaxReceiveMessageSize = 1_000_000 });
        var refusal = await Assert.ThrowsAsync<RpcException>(async () =>
            await new Echo.EchoClient(channel).UnaryAsync(request, cancellationToken: TestEnd));
        Assert.Equal(StatusCode.ResourceExhausted, refusal.StatusCode);
        Assert.Contains("MaxReceiveMessageSize is 1000000", refusal.Status.Detail);
    }

    [Fact]
    public async Task An_unknown_method_of_a_python_server_is_unimplemented()
    {
        var missing = new Method<string, string>(
            MethodType.Unary, "echo.Echo", "Missing", Marshallers.StringMarshaller, Marshallers.StringMarshaller);
        var call = _channel!.CreateCallInvoker().AsyncUnaryCall(missing, null, new CallOptions(), "");
        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await call);
        Assert.Equal(StatusCode.Unimplemented, refusal.StatusCode);
    }
}
