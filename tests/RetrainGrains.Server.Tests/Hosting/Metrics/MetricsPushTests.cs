using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RetrainGrains.Server.Hosting;
using RetrainGrains.Server.Hosting.Metrics;

namespace RetrainGrains.Server.Tests.Hosting.Metrics;

public sealed class MetricsPushTests : IAsyncLifetime
{
    private readonly ServerHome home = new();

    private ServerOptions Options => home.Options;

    public ValueTask InitializeAsync() => home.InitializeAsync();

    public ValueTask DisposeAsync() => home.DisposeAsync();

    [Fact]
    public async Task A_server_that_stops_has_sent_its_metrics_with_its_name_and_role()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using (var server = await RetrainGrainsServer.StartAsync(Options, builder => Push(builder, receiver)))
        {
            using var rest = new HttpClient { BaseAddress = server.Http };
            await rest.GetStringAsync("health/ready");
        }
        Assert.All(receiver.Paths, path => Assert.Equal("/v1/metrics", path));
        string[] wanted =
        [
            "retraingrains.role", "the-role", "service.instance.id", "dotnet.gc.collections",
            "http.server.request.duration", "kestrel.active_connections",
        ];
        Assert.All(wanted, name => Assert.Contains(name, receiver.Bodies, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_operators_own_service_name_wins()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using (await RetrainGrainsServer.StartAsync(Options, builder =>
        {
            builder.Configuration["OTEL_SERVICE_NAME"] = "their-name";
            Push(builder, receiver);
        })) { }
        Assert.Contains("their-name", receiver.Bodies, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_receiver_that_is_away_keeps_no_server_from_starting_or_stopping()
    {
        var receiver = await OtlpReceiver.StartAsync();
        var endpoint = receiver.Endpoint;
        await receiver.DisposeAsync();
        var server = await RetrainGrainsServer.StartAsync(Options, builder => Push(builder, endpoint));
        await server.DisposeAsync();
    }

    [Fact]
    public void Without_a_receiver_nothing_is_added()
    {
        var builder = WebApplication.CreateSlimBuilder();
        var before = builder.Services.Count(service => service.ServiceType == typeof(IHostedService));
        builder.AddMetrics("both");
        Assert.Equal(before, builder.Services.Count(service => service.ServiceType == typeof(IHostedService)));
    }

    private static void Push(WebApplicationBuilder builder, OtlpReceiver receiver) => Push(builder, receiver.Endpoint);

    private static void Push(WebApplicationBuilder builder, Uri endpoint)
    {
        builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] = endpoint.ToString();
        builder.Configuration["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
        builder.AddMetrics("the-role");
    }
}
