using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Embedded.Grpc.Tests.Server;

public sealed class RequestGateTests
{
    [Theory]
    [InlineData("application/json", "Content-Type 'application/json' is not supported.")]
    [InlineData("application/grpc-web", "Content-Type 'application/grpc-web' is not supported.")]
    [InlineData(null, "Content-Type is missing from the request.")]
    public async Task A_content_type_that_is_not_grpc_is_an_unsupported_media_type(string? contentType, string message)
    {
        await using var server = await EchoServer.StartAsync();
        var answer = await RawCall.PostAsync(server.Address, "/echo.Echo/Unary", [0, 0, 0, 0, 0], contentType);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.HttpStatus);
        Assert.Equal("13", answer.Status);
        Assert.Equal(message, answer.Message);
    }

    [Theory]
    [InlineData("application/grpc+proto")]
    [InlineData("application/grpc; charset=utf-8")]
    public async Task Variants_of_the_grpc_content_type_are_admitted(string contentType)
    {
        await using var server = await EchoServer.StartAsync();
        var answer = await RawCall.PostAsync(server.Address, "/echo.Echo/Unary", [0, 0, 0, 0, 0], contentType);
        Assert.Equal("0", answer.Status);
        Assert.Equal([0, 0, 0, 0, 0], answer.Body);
    }

    [Fact]
    public async Task A_request_over_http_1_is_told_to_upgrade()
    {
        await using var server = await EchoServer.StartAsync(protocols: HttpProtocols.Http1);
        var answer = await RawCall.PostAsync(
            server.Address, "/echo.Echo/Unary", [0, 0, 0, 0, 0], version: HttpVersion.Version11);
        Assert.Equal(HttpStatusCode.UpgradeRequired, answer.HttpStatus);
        Assert.Equal("Request protocol 'HTTP/1.1' is not supported: gRPC needs HTTP/2.", answer.Message);
    }
}
