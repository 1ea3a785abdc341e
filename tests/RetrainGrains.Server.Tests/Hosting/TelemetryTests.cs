using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using RetrainGrains.Server.Hosting;
using RetrainGrains.Server.Options;
using RetrainGrains.Storage;
using RetrainGrains.Storage.Sqlite;

namespace RetrainGrains.Server.Tests.Hosting;

/// <summary>The telemetry of a server, on a host that has nothing else.</summary>
public sealed class TelemetryTests
{
    [Fact]
    public async Task A_server_that_stops_has_sent_metrics_and_traces_with_its_name_and_role()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await RunAsync(("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.Endpoint.ToString()));
        Assert.Equal(["/v1/metrics", "/v1/traces"], receiver.Paths.Distinct().Order());
        string[] wanted =
        [
            "retraingrains.role", "gateway", "service.instance.id", "retraingrains.database.up",
            "dotnet.gc.collections", "http.server.request.duration", "kestrel.active_connections",
        ];
        Assert.All(wanted, name => Assert.Contains(name, receiver.Bodies, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_operators_own_service_name_wins_and_only_the_named_signal_is_sent()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await RunAsync(
            ("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", $"{receiver.Endpoint}v1/metrics"),
            ("OTEL_SERVICE_NAME", "their-name"));
        Assert.Equal("/v1/metrics", Assert.Single(receiver.Paths.Distinct()));
        Assert.Contains("their-name", receiver.Bodies, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_receiver_that_is_away_keeps_no_server_from_starting_or_stopping()
    {
        var receiver = await OtlpReceiver.StartAsync();
        var endpoint = receiver.Endpoint;
        await receiver.DisposeAsync();
        await RunAsync(("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint.ToString()));
    }

    private static async Task RunAsync(params (string Name, string Value)[] settings)
    {
        await using var database = SqliteDatabase.Open(new SqliteOptions());
        await database.MigrateAsync();
        var builder = RetrainGrainsServer.CreateBuilder();
        foreach (var (name, value) in settings) builder.Configuration[name] = value;
        builder.Configuration["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddSingleton<IDatabase>(database);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.AddTelemetry(ServerRole.Gateway);
        await using var application = builder.Build();
        application.MapGet("/", () => "here");
        await application.StartAsync();
        // As a caller that traces nothing: one that does decides whether its call is recorded.
        using var client = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null })
        {
            BaseAddress = new Uri(application.Urls.Single()),
        };
        Assert.Equal("here", await client.GetStringAsync("/"));
        await application.StopAsync();
    }
}
