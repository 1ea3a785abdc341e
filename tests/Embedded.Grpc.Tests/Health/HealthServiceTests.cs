using Grpc.Core;
using Grpc.Health.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using static Grpc.Health.V1.HealthCheckResponse.Types;
using HealthClient = Grpc.Health.V1.Health.HealthClient;

namespace Embedded.Grpc.Tests.Health;

public sealed class HealthServiceTests
{
    private HealthStatus _database = HealthStatus.Healthy;

    private static CancellationToken TestEnd => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(HealthStatus.Healthy, ServingStatus.Serving)]
    [InlineData(HealthStatus.Degraded, ServingStatus.Serving)]
    [InlineData(HealthStatus.Unhealthy, ServingStatus.NotServing)]
    public async Task The_servers_status_is_that_of_its_worst_check(HealthStatus check, ServingStatus expected)
    {
        _database = check;
        await using var server = await StartAsync();
        using var channel = server.CreateChannel();
        Assert.Equal(expected, await StatusAsync(new HealthClient(channel), ""));
    }

    [Fact]
    public async Task A_service_goes_by_the_checks_that_are_mapped_to_it()
    {
        _database = HealthStatus.Unhealthy;
        await using var server = await StartAsync();
        using var channel = server.CreateChannel();
        Assert.Equal(ServingStatus.NotServing, await StatusAsync(new HealthClient(channel), "storage"));
        Assert.Equal(ServingStatus.Serving, await StatusAsync(new HealthClient(channel), "front"));
    }

    [Fact]
    public async Task A_service_that_nobody_mapped_is_not_found()
    {
        await using var server = await StartAsync();
        using var channel = server.CreateChannel();
        var refusal = await Assert.ThrowsAsync<RpcException>(() => StatusAsync(new HealthClient(channel), "other"));
        Assert.Equal(StatusCode.NotFound, refusal.StatusCode);
    }

    [Fact]
    public async Task A_watcher_sees_the_current_status_and_each_change()
    {
        await using var server = await StartAsync();
        using var channel = server.CreateChannel();
        using var watch = new HealthClient(channel).Watch(new HealthCheckRequest(), cancellationToken: TestEnd);
        Assert.Equal(ServingStatus.Serving, await NextAsync(watch));
        _database = HealthStatus.Unhealthy;
        await PublishAsync(server);
        Assert.Equal(ServingStatus.NotServing, await NextAsync(watch));
        await PublishAsync(server);
        _database = HealthStatus.Healthy;
        await PublishAsync(server);
        Assert.Equal(ServingStatus.Serving, await NextAsync(watch));
    }

    [Fact]
    public async Task A_watcher_of_an_unknown_service_is_told_so_and_may_wait()
    {
        await using var server = await StartAsync();
        using var channel = server.CreateChannel();
        using var watch = new HealthClient(channel).Watch(
            new HealthCheckRequest { Service = "other" }, cancellationToken: TestEnd);
        Assert.Equal(ServingStatus.ServiceUnknown, await NextAsync(watch));
    }

    [Fact]
    public async Task A_watcher_is_told_when_the_server_stops()
    {
        await using var server = await StartAsync();
        using var channel = server.CreateChannel();
        using var watch = new HealthClient(channel).Watch(new HealthCheckRequest(), cancellationToken: TestEnd);
        Assert.Equal(ServingStatus.Serving, await NextAsync(watch));
        var stopping = server.StopAsync();
        Assert.Equal(ServingStatus.NotServing, await NextAsync(watch));
        Assert.False(await watch.ResponseStream.MoveNext(TestEnd));
        await stopping;
    }

    private Task<EchoServer> StartAsync() => EchoServer.StartAsync(
        services: services => services
            .AddGrpcHealthChecks(options =>
            {
                options.Services.Map("storage", check => check.Tags.Contains("storage"));
                options.Services.Map("front", check => check.Name == "front");
            })
            .AddCheck("database", () => new HealthCheckResult(_database), ["storage"])
            .AddCheck("front", () => HealthCheckResult.Healthy()),
        map: application => application.MapGrpcHealthChecksService());

    private static async Task<ServingStatus> StatusAsync(HealthClient client, string service) =>
        (await client.CheckAsync(new HealthCheckRequest { Service = service }, cancellationToken: TestEnd)).Status;

    private static async Task<ServingStatus> NextAsync(AsyncServerStreamingCall<HealthCheckResponse> watch)
    {
        Assert.True(await watch.ResponseStream.MoveNext(TestEnd));
        return watch.ResponseStream.Current.Status;
    }

    private static async Task PublishAsync(EchoServer server)
    {
        var report = await server.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestEnd);
        await server.Services.GetRequiredService<IHealthCheckPublisher>().PublishAsync(report, TestEnd);
    }
}
