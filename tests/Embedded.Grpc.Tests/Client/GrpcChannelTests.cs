using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using Grpc.Net.Client;

namespace Embedded.Grpc.Tests.Client;

public sealed class GrpcChannelTests
{
    private static CancellationToken TestEnd => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_is_not_there_is_unavailable()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = $"http://{listener.LocalEndpoint}";
        listener.Stop();
        using var channel = GrpcChannel.ForAddress(address);
        var refusal = await Assert.ThrowsAsync<RpcException>(async () =>
            await new Echo.EchoClient(channel).UnaryAsync(new EchoRequest(), cancellationToken: TestEnd));
        Assert.Equal(StatusCode.Unavailable, refusal.StatusCode);
        Assert.NotNull(refusal.Status.DebugException);
    }

    [Fact]
    public async Task A_server_that_stops_in_the_middle_ends_the_call()
    {
        var server = await EchoServer.StartAsync();
        using var channel = server.CreateChannel();
        using var call = new Echo.EchoClient(channel).Chat(cancellationToken: TestEnd);
        await call.RequestStream.WriteAsync(new EchoRequest(), TestEnd);
        Assert.True(await call.ResponseStream.MoveNext(TestEnd));
        await server.AbortAsync();
        await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(TestEnd));
    }

    [Fact]
    public async Task Disposing_a_channel_ends_its_calls_and_allows_no_more()
    {
        await using var server = await EchoServer.StartAsync();
        var channel = server.CreateChannel();
        using var call = new Echo.EchoClient(channel).WaitAsync(new EchoRequest(), cancellationToken: TestEnd);
        await server.Probe.Started.Task.WaitAsync(TestEnd);
        channel.Dispose();
        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(async () => await call)).StatusCode);
        Assert.Throws<ObjectDisposedException>(() => new Echo.EchoClient(channel));
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound, StatusCode.Unimplemented)]
    [InlineData(HttpStatusCode.Unauthorized, StatusCode.Unauthenticated)]
    [InlineData(HttpStatusCode.Forbidden, StatusCode.PermissionDenied)]
    [InlineData(HttpStatusCode.ServiceUnavailable, StatusCode.Unavailable)]
    [InlineData(HttpStatusCode.OK, StatusCode.Unknown)]
    public async Task An_answer_that_is_not_grpc_is_translated(HttpStatusCode http, StatusCode expected)
    {
        using var handler = new Answering(_ => new HttpResponseMessage(http) { Content = new StringContent("page") });
        using var channel = GrpcChannel.ForAddress("http://x", new GrpcChannelOptions { HttpHandler = handler });
        var refusal = await Assert.ThrowsAsync<RpcException>(async () =>
            await new Echo.EchoClient(channel).UnaryAsync(new EchoRequest(), cancellationToken: TestEnd));
        Assert.Equal(expected, refusal.StatusCode);
    }

    [Fact]
    public async Task A_request_carries_the_headers_of_the_protocol()
    {
        HttpRequestMessage? sent = null;
        using var handler = new Answering(request =>
        {
            sent = request;
            return new HttpResponseMessage(HttpStatusCode.NotFound);
        });
        using var client = new HttpClient(handler);
        using var channel = GrpcChannel.ForAddress("http://x", new GrpcChannelOptions { HttpClient = client });
        var call = new Echo.EchoClient(channel).UnaryAsync(new EchoRequest(), cancellationToken: TestEnd);
        await Assert.ThrowsAsync<RpcException>(async () => await call);
        Assert.Equal("http://x/echo.Echo/Unary", sent!.RequestUri!.ToString());
        Assert.Equal(HttpVersion.Version20, sent.Version);
        Assert.Equal("trailers", sent.Headers.TE.ToString());
        Assert.Equal("application/grpc", sent.Content!.Headers.ContentType!.ToString());
        Assert.Equal("identity,gzip", sent.Headers.GetValues("grpc-accept-encoding").Single());
    }

    [Theory]
    [InlineData("ftp://x")]
    [InlineData("unix:/tmp/x")]
    public void An_address_that_is_not_http_is_refused(string address) =>
        Assert.Throws<ArgumentException>(() => GrpcChannel.ForAddress(address));

    private sealed class Answering(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(answer(request));
    }
}
