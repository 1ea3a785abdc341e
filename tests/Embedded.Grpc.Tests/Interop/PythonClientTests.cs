using System.Text.Json;
using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Embedded.Grpc.Tests.Interop;

public sealed class PythonClientTests
{
    [Fact]
    public async Task A_python_client_gets_its_unary_message_back()
    {
        var answer = await RunAsync("unary");
        Assert.Equal("grüße", answer.GetProperty("text").GetString());
        Assert.Equal(
            Enumerable.Range(0, 256), answer.GetProperty("payload").EnumerateArray().Select(item => item.GetInt32()));
    }

    [Theory]
    [InlineData("empty", """{"text": ""}""")]
    [InlineData("collect", """{"text": "a,b,c"}""")]
    [InlineData("repeat", """{"texts": ["r0", "r1", "r2"]}""")]
    [InlineData("chat", """{"texts": ["one", "two", "three"]}""")]
    [InlineData("gzip", """{"same": true}""")]
    [InlineData("large", """{"size": 4000000}""")]
    public async Task Every_shape_and_size_of_call_reaches_a_python_client(string scenario, string expected) =>
        Assert.Equal(expected, (await RunAsync(scenario)).GetRawText());

    [Fact]
    public async Task Compressed_responses_reach_a_python_client()
    {
        var answer = await RunAsync("gzip", options => options.ResponseCompressionAlgorithm = "gzip");
        Assert.True(answer.GetProperty("same").GetBoolean());
    }

    [Fact]
    public async Task A_refusal_reaches_a_python_client_with_its_detail_and_trailers()
    {
        var answer = await RunAsync("fail");
        Assert.Equal("FAILED_PRECONDITION", answer.GetProperty("code").GetString());
        Assert.Equal("50 % von «ü»\nnext", answer.GetProperty("detail").GetString());
        var trailers = answer.GetProperty("trailers");
        Assert.Equal("because", trailers.GetProperty("x-reason").GetString());
        Assert.Equal("[0, 255, 7]", trailers.GetProperty("x-reason-bin").GetRawText());
    }

    [Theory]
    [InlineData("crash", "UNKNOWN", "Exception was thrown by handler.")]
    [InlineData("unknown_method", "UNIMPLEMENTED", "Method is unimplemented.")]
    [InlineData("unknown_service", "UNIMPLEMENTED", "Service is unimplemented.")]
    [InlineData("oversize", "RESOURCE_EXHAUSTED",
        "Received message exceeds the maximum configured message size: "
        + "it has 5000005 bytes, MaxReceiveMessageSize is 4194304.")]
    [InlineData("bomb", "RESOURCE_EXHAUSTED",
        "Received message exceeds the maximum configured message size: "
        + "it decompresses to more than 4194304 bytes, MaxReceiveMessageSize is 4194304.")]
    public async Task A_python_client_is_told_why_its_call_failed(string scenario, string code, string detail)
    {
        var answer = await RunAsync(scenario);
        Assert.Equal(code, answer.GetProperty("code").GetString());
        Assert.Equal(detail, answer.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task A_python_clients_deadline_ends_its_call_and_the_handler()
    {
        PythonPeer.SkipUnlessInstalled();
        await using var server = await EchoServer.StartAsync();
        using var client = Start(server, "deadline");
        var answer = JsonDocument.Parse(await client.ReadLineAsync()).RootElement;
        Assert.Equal("DEADLINE_EXCEEDED", answer.GetProperty("code").GetString());
        await server.Probe.Cancelled.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_python_client_that_cancels_stops_the_handler()
    {
        PythonPeer.SkipUnlessInstalled();
        await using var server = await EchoServer.StartAsync();
        using var client = Start(server, "cancel");
        await server.Probe.Started.Task.WaitAsync(TestContext.Current.CancellationToken);
        await client.SayAsync("now");
        Assert.Equal("""{"code": "CANCELLED"}""", await client.ReadLineAsync());
        await server.Probe.Cancelled.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("headers")]
    [InlineData("trailers")]
    public async Task Text_and_binary_metadata_go_to_a_python_client_and_back(string part)
    {
        var metadata = (await RunAsync("metadata")).GetProperty(part);
        Assert.Equal("text", metadata.GetProperty("x-echo").GetString());
        Assert.Equal("[0, 255, 16]", metadata.GetProperty("x-echo-bin").GetRawText());
    }

    [Fact]
    public async Task A_python_client_asks_for_the_servers_health() =>
        Assert.Equal(1, (await RunAsync("health")).GetProperty("status").GetInt32());

    [Fact]
    public async Task A_python_client_discovers_the_services_by_reflection()
    {
        var answer = await RunAsync("reflection");
        var services = answer.GetProperty("services").EnumerateArray().Select(item => item.GetString());
        Assert.Equal(
            [
                "echo.Echo", "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection",
                "grpc.reflection.v1alpha.ServerReflection",
            ],
            services);
        Assert.Equal(1, answer.GetProperty("files").GetInt32());
    }

    private static async Task<JsonElement> RunAsync(string scenario, Action<GrpcServiceOptions>? options = null)
    {
        PythonPeer.SkipUnlessInstalled();
        await using var server = await EchoServer.StartAsync(
            options,
            services =>
            {
                services.AddGrpcReflection();
                services.AddGrpcHealthChecks().AddCheck("ready", () => HealthCheckResult.Healthy());
            },
            application =>
            {
                application.MapGrpcReflectionService();
                application.MapGrpcHealthChecksService();
            });
        using var client = Start(server, scenario);
        return JsonDocument.Parse(await client.ReadLineAsync()).RootElement;
    }

    private static PythonPeer Start(EchoServer server, string scenario) =>
        PythonPeer.Start("client.py", server.Address.Authority, PythonPeer.StubDirectory, scenario);
}
