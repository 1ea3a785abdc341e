using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace Embedded.Grpc.Tests.Client;

public sealed class ClientCallTests : IAsyncLifetime
{
    private static readonly Metadata Compressed = new() { { "grpc-internal-encoding-request", "gzip" } };

    private EchoServer? _server;
    private GrpcChannel? _channel;

    private Echo.EchoClient Client => new(_channel!);

    private static CancellationToken TestEnd => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await EchoServer.StartAsync(options => options.ResponseCompressionAlgorithm = "gzip");
        _channel = _server.CreateChannel();
    }

    public async ValueTask DisposeAsync()
    {
        _channel?.Dispose();
        await _server!.DisposeAsync();
    }

    [Fact]
    public async Task A_unary_call_brings_response_headers_and_status()
    {
        using var call = Client.UnaryAsync(new EchoRequest { Text = "hello" }, cancellationToken: TestEnd);
        Assert.Equal("hello", (await call).Text);
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
        Assert.Empty(call.GetTrailers());
        Assert.NotNull((await call.ResponseHeadersAsync).Get("date"));
    }

    [Fact]
    public void A_blocking_call_returns_the_response() =>
        Assert.Equal("hello", Client.Unary(new EchoRequest { Text = "hello" }, cancellationToken: TestEnd).Text);

    [Fact]
    public void A_blocking_call_throws_the_refusal() =>
        Assert.Equal(StatusCode.Aborted, Assert.Throws<RpcException>(() =>
            Client.Fail(new FailRequest { Code = (int)StatusCode.Aborted }, cancellationToken: TestEnd)).StatusCode);

    [Fact]
    public async Task Streams_run_both_ways_at_once()
    {
        using var call = Client.Chat(cancellationToken: TestEnd);
        for (var number = 0; number < 100; number++)
        {
            await call.RequestStream.WriteAsync(new EchoRequest { Text = $"{number}" }, TestEnd);
            Assert.True(await call.ResponseStream.MoveNext(TestEnd));
            Assert.Equal($"{number}", call.ResponseStream.Current.Text);
        }
        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext(TestEnd));
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task A_request_stream_may_be_empty()
    {
        using var call = Client.Collect(cancellationToken: TestEnd);
        await call.RequestStream.CompleteAsync();
        Assert.Equal("", (await call).Text);
    }

    [Fact]
    public async Task A_response_stream_may_be_empty()
    {
        using var call = Client.Repeat(new EchoRequest { Count = 0 }, cancellationToken: TestEnd);
        Assert.False(await call.ResponseStream.MoveNext(TestEnd));
        Assert.NotNull((await call.ResponseHeadersAsync).Get("date"));
    }

    [Fact]
    public async Task Messages_larger_than_every_window_pass_compressed_and_plain()
    {
        var request = new EchoRequest { Payload = ByteString.CopyFrom(new byte[4_000_000]) };
        foreach (var headers in new[] { null, Compressed })
        {
            Assert.Equal(
                request.Payload, (await Client.UnaryAsync(request, headers, cancellationToken: TestEnd)).Payload);
        }
    }

    [Fact]
    public async Task Status_and_trailers_cannot_be_asked_for_too_early()
    {
        using var call = Client.Chat(cancellationToken: TestEnd);
        Assert.Throws<InvalidOperationException>(() => call.GetStatus());
        Assert.Throws<InvalidOperationException>(() => call.GetTrailers());
        await call.RequestStream.CompleteAsync();
    }

    [Fact]
    public async Task Cancelling_ends_the_call_here_and_the_handler_there()
    {
        using var caller = new CancellationTokenSource();
        using var call = Client.WaitAsync(new EchoRequest(), cancellationToken: caller.Token);
        await _server!.Probe.Started.Task.WaitAsync(TestEnd);
        await caller.CancelAsync();
        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await call);
        Assert.Equal(new Status(StatusCode.Cancelled, "Call canceled by the client."), refusal.Status);
        await _server.Probe.Cancelled.Task.WaitAsync(TestEnd);
    }

    [Fact]
    public async Task Disposing_a_call_cancels_it()
    {
        var call = Client.WaitAsync(new EchoRequest(), cancellationToken: TestEnd);
        await _server!.Probe.Started.Task.WaitAsync(TestEnd);
        call.Dispose();
        Assert.Equal("gRPC call disposed.", call.GetStatus().Detail);
        await Assert.ThrowsAsync<RpcException>(async () => await call);
        await _server.Probe.Cancelled.Task.WaitAsync(TestEnd);
    }

    [Fact]
    public async Task Cancelling_a_read_cancels_the_call()
    {
        using var reader = new CancellationTokenSource();
        using var call = Client.Chat(cancellationToken: TestEnd);
        await call.RequestStream.WriteAsync(new EchoRequest(), TestEnd);
        Assert.True(await call.ResponseStream.MoveNext(TestEnd));
        var reading = call.ResponseStream.MoveNext(reader.Token);
        await reader.CancelAsync();
        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => reading)).StatusCode);
    }

    [Fact]
    public async Task The_deadline_is_kept_by_the_client_alone_if_need_be()
    {
        var time = new ManualTime();
        using var channel = _server!.CreateChannel(new GrpcChannelOptions { Time = time });
        using var call = new Echo.EchoClient(channel).WaitAsync(
            new EchoRequest(), deadline: time.GetUtcNow().UtcDateTime.AddHours(1), cancellationToken: TestEnd);
        await _server.Probe.Started.Task.WaitAsync(TestEnd);
        time.Advance(TimeSpan.FromHours(1));
        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await call);
        Assert.Equal(StatusCode.DeadlineExceeded, refusal.StatusCode);
        await _server.Probe.Cancelled.Task.WaitAsync(TestEnd);
    }

    [Fact]
    public async Task The_server_learns_the_deadline()
    {
        var deadline = TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(10);
        DateTime? received = null;
        _server!.Probe.Inspect = context => received = context.Deadline;
        await Client.UnaryAsync(new EchoRequest(), deadline: deadline, cancellationToken: TestEnd);
        Assert.InRange(received!.Value, deadline.AddSeconds(-1), deadline.AddMinutes(1));
    }

    [Fact]
    public async Task A_deadline_in_the_past_sends_nothing()
    {
        var called = false;
        _server!.Probe.Inspect = _ => called = true;
        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await Client.UnaryAsync(
            new EchoRequest(), deadline: DateTime.UnixEpoch, cancellationToken: TestEnd));
        Assert.Equal(StatusCode.DeadlineExceeded, refusal.StatusCode);
        Assert.False(called);
    }

    [Fact]
    public void A_deadline_that_is_not_utc_is_refused() =>
        Assert.Throws<InvalidOperationException>(() => Client.UnaryAsync(
            new EchoRequest(),
            deadline: new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Local),
            cancellationToken: TestEnd));

    [Fact]
    public async Task A_request_over_the_limit_is_not_sent()
    {
        using var channel = _server!.CreateChannel(new GrpcChannelOptions { MaxSendMessageSize = 100 });
        var request = new EchoRequest { Text = new string('a', 101) };
        var refusal = await Assert.ThrowsAsync<RpcException>(async () =>
            await new Echo.EchoClient(channel).UnaryAsync(request, cancellationToken: TestEnd));
        Assert.Equal(StatusCode.ResourceExhausted, refusal.StatusCode);
        Assert.EndsWith("it has 103 bytes, MaxSendMessageSize is 100.", refusal.Status.Detail);
    }

    [Fact]
    public async Task A_write_after_the_server_refused_tells_the_refusal()
    {
        _server!.Probe.RefuseStreams = true;
        using var call = Client.Collect(cancellationToken: TestEnd);
        await Assert.ThrowsAsync<RpcException>(async () => await call);
        var refusal = await Assert.ThrowsAsync<RpcException>(
            () => call.RequestStream.WriteAsync(new EchoRequest(), TestEnd));
        Assert.Equal(StatusCode.FailedPrecondition, refusal.StatusCode);
    }

    [Fact]
    public async Task A_write_after_completion_is_refused()
    {
        using var call = Client.Collect(cancellationToken: TestEnd);
        await call.RequestStream.CompleteAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => call.RequestStream.WriteAsync(new EchoRequest(), TestEnd));
        await call;
    }

    [Fact]
    public async Task Cancellation_can_be_thrown_as_such()
    {
        using var channel = _server!.CreateChannel(
            new GrpcChannelOptions { ThrowOperationCanceledOnCancellation = true });
        using var caller = new CancellationTokenSource();
        using var call = new Echo.EchoClient(channel).WaitAsync(new EchoRequest(), cancellationToken: caller.Token);
        await caller.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await call);
    }
}
