using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Embedded.Grpc.Tests.Server;

public sealed class DeadlineTests
{
    private static CancellationToken TestEnd => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_passed_deadline_answers_the_caller_and_cancels_the_handler()
    {
        var time = new ManualTime();
        await using var server = await StartAsync(time);
        var answering = RawCall.PostAsync(
            server.Address, "/echo.Echo/Wait", [0, 0, 0, 0, 0], headers: ("grpc-timeout", "5S"));
        var deadline = await server.Probe.Started.Task.WaitAsync(TestEnd);
        Assert.Equal(time.GetUtcNow().UtcDateTime.AddSeconds(5), deadline);

        time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(server.Probe.Cancelled.Task.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.1));

        var answer = await answering.WaitAsync(TestEnd);
        Assert.True(answer.IsTrailersOnly);
        Assert.Equal("4", answer.Status);
        Assert.Equal("Deadline Exceeded", answer.Message);
        await server.Probe.Cancelled.Task.WaitAsync(TestEnd);
    }

    [Fact]
    public async Task A_deadline_that_is_over_on_arrival_never_reaches_the_handler()
    {
        await using var server = await StartAsync(new ManualTime());
        var answer = await RawCall.PostAsync(
            server.Address, "/echo.Echo/Wait", [0, 0, 0, 0, 0], headers: ("grpc-timeout", "0n"));
        Assert.Equal("4", answer.Status);
        Assert.False(server.Probe.Started.Task.IsCompleted);
    }

    [Fact]
    public async Task A_handler_in_time_answers_as_if_there_were_no_deadline()
    {
        await using var server = await StartAsync(new ManualTime());
        var answer = await RawCall.PostAsync(
            server.Address, "/echo.Echo/Unary", [0, 0, 0, 0, 0], headers: ("grpc-timeout", "1u"));
        Assert.Equal("0", answer.Status);
    }

    [Fact]
    public async Task A_reader_that_stalls_holds_the_writer_back_until_the_deadline()
    {
        await using var server = await EchoServer.StartAsync();
        // The client's clock stands still, so only the server can end the call.
        var time = new ManualTime();
        using var channel = server.CreateChannel(new GrpcChannelOptions { Time = time });
        var request = new EchoRequest { Count = 10_000, Payload = ByteString.CopyFrom(new byte[10_000]) };
        using var call = new Echo.EchoClient(channel).Repeat(
            request, deadline: time.GetUtcNow().UtcDateTime.AddMilliseconds(300), cancellationToken: TestEnd);

        await call.ResponseHeadersAsync.WaitAsync(TestEnd);
        await server.Probe.Ended.Task.WaitAsync(TestEnd);

        Assert.InRange(server.Probe.Written, 1, 1_000);
        var refusal = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (await call.ResponseStream.MoveNext(TestEnd))
            {
            }
        });
        Assert.True(refusal.StatusCode == StatusCode.DeadlineExceeded, refusal.ToString());
    }

    private static Task<EchoServer> StartAsync(TimeProvider time) =>
        EchoServer.StartAsync(services: services => services.AddSingleton(time));
}
