using System.Net;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Embedded.Grpc.Tests.Server;

public sealed class MethodEndpointTests
{
    private static CancellationToken TestEnd => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(new byte[0], "Incomplete message.")]
    [InlineData(new byte[] { 0, 0, 0, 0, 9, 1 }, "Incomplete message.")]
    [InlineData(new byte[] { 7, 0, 0, 0, 0 }, "Unexpected compressed flag value 7 in message header.")]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }, "Additional data after the message received.")]
    public async Task A_malformed_request_is_an_internal_error_told_in_the_headers(byte[] body, string message)
    {
        await using var server = await EchoServer.StartAsync();
        var answer = await RawCall.PostAsync(server.Address, "/echo.Echo/Unary", body);
        Assert.Equal(HttpStatusCode.OK, answer.HttpStatus);
        Assert.True(answer.IsTrailersOnly);
        Assert.Equal("13", answer.Status);
        Assert.Equal(message, answer.Message);
    }

    [Fact]
    public async Task An_unknown_encoding_is_unimplemented_and_the_known_ones_are_named()
    {
        await using var server = await EchoServer.StartAsync();
        var answer = await RawCall.PostAsync(
            server.Address, "/echo.Echo/Unary", [1, 0, 0, 0, 1, 0], headers: ("grpc-encoding", "snappy"));
        Assert.Equal("12", answer.Status);
        Assert.Equal("identity,gzip", answer.Header("grpc-accept-encoding"));
        Assert.Equal("Unsupported grpc-encoding value 'snappy'. Supported encodings: identity,gzip", answer.Message);
    }

    [Fact]
    public async Task A_malformed_timeout_is_an_internal_error()
    {
        await using var server = await EchoServer.StartAsync();
        var answer = await RawCall.PostAsync(
            server.Address, "/echo.Echo/Unary", [0, 0, 0, 0, 0], headers: ("grpc-timeout", "soon"));
        Assert.Equal("13", answer.Status);
        Assert.Equal("Malformed grpc-timeout header 'soon'.", answer.Message);
    }

    [Fact]
    public async Task A_timeout_beyond_the_end_of_time_is_no_deadline()
    {
        await using var server = await EchoServer.StartAsync();
        DateTime? deadline = null;
        server.Probe.Inspect = context => deadline = context.Deadline;
        var answer = await RawCall.PostAsync(
            server.Address, "/echo.Echo/Unary", [0, 0, 0, 0, 0], headers: ("grpc-timeout", "99999999H"));
        Assert.Equal("0", answer.Status);
        Assert.Equal(DateTime.MaxValue, deadline);
    }

    [Theory]
    [InlineData(null, "Exception was thrown by handler.")]
    [InlineData(true, "Exception was thrown by handler. InvalidOperationException: boom")]
    public async Task An_unexpected_exception_is_unknown_and_silent_unless_details_are_enabled(
        bool? detailed, string message)
    {
        await using var server = await EchoServer.StartAsync(options => options.EnableDetailedErrors = detailed);
        using var channel = server.CreateChannel();
        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await new Echo.EchoClient(channel)
            .FailAsync(new FailRequest { Code = -1, Detail = "boom" }, cancellationToken: TestEnd));
        Assert.Equal(StatusCode.Unknown, refusal.StatusCode);
        Assert.Equal(message, refusal.Status.Detail);
    }

    [Fact]
    public async Task Every_status_code_arrives_as_it_was_thrown()
    {
        await using var server = await EchoServer.StartAsync();
        using var channel = server.CreateChannel();
        foreach (var code in Enum.GetValues<StatusCode>().Where(code => code != StatusCode.OK))
        {
            var refusal = await Assert.ThrowsAsync<RpcException>(async () => await new Echo.EchoClient(channel)
                .FailAsync(new FailRequest { Code = (int)code, Detail = "why" }, cancellationToken: TestEnd));
            Assert.Equal(code, refusal.StatusCode);
            Assert.Equal("why", refusal.Status.Detail);
            Assert.Equal("because", refusal.Trailers.GetValue("x-reason"));
        }
    }

    [Fact]
    public async Task Binary_metadata_that_is_no_base64_is_an_internal_error()
    {
        await using var server = await EchoServer.StartAsync();
        var answer = await RawCall.PostAsync(
            server.Address, "/echo.Echo/Unary", [0, 0, 0, 0, 0], headers: ("x-echo-bin", "***"));
        Assert.Equal("13", answer.Status);
        Assert.Equal("Metadata 'x-echo-bin' is not base64: '***'.", answer.Message);
    }

    [Fact]
    public async Task The_context_tells_who_called_what_and_when()
    {
        await using var server = await EchoServer.StartAsync();
        using var channel = server.CreateChannel();
        server.Probe.Inspect = context =>
        {
            Assert.Equal("/echo.Echo/Unary", context.Method);
            Assert.Equal(server.Address.Authority, context.Host);
            Assert.StartsWith("ipv4:127.0.0.1:", context.Peer);
            Assert.Equal(DateTime.MaxValue, context.Deadline);
            Assert.False(context.AuthContext.IsPeerAuthenticated);
            Assert.Equal("value", context.RequestHeaders.GetValue("x-key"));
            Assert.DoesNotContain(context.RequestHeaders, entry => entry.Key is "te" or "content-type");
            Assert.Equal("HTTP/2", context.GetHttpContext().Request.Protocol);
        };
        var headers = new Metadata { { "x-key", "value" } };
        await new Echo.EchoClient(channel).UnaryAsync(new EchoRequest(), headers, cancellationToken: TestEnd);
    }

    [Fact]
    public async Task Other_endpoints_of_the_application_keep_their_requests()
    {
        await using var server = await EchoServer.StartAsync(
            map: application => application.MapPost("/{area}/{name}", () => Results.Text("rest")));
        var answer = await RawCall.PostAsync(server.Address, "/some/thing", [], "text/plain");
        Assert.Equal("rest"u8.ToArray(), answer.Body);
    }
}
