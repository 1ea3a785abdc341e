using System.Reflection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace RetrainGrains.Server.Hosting.Metrics;

/// <summary>Pushes what this process measures over OTLP; the standard OTEL_ settings say where and how often.</summary>
internal sealed class MetricsPush(IConfiguration settings, string role) : IHostedService
{
    /// <summary>More label combinations of one instrument are counted together in its overflow series.</summary>
    private const int SeriesMax = 500;

    /// <summary>A receiver that is away must not hold up a shutdown.</summary>
    private static readonly TimeSpan FarewellMax = TimeSpan.FromSeconds(5);

    private static readonly string[] Meters =
    [
        "RetrainGrains.*", "Microsoft.Orleans", "System.Runtime", "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Server.Kestrel", "Npgsql",
    ];

    private MeterProvider? provider;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        provider = Sdk.CreateMeterProviderBuilder()
            .ConfigureServices(services => services.AddSingleton(settings))
            .ConfigureResource(Describe)
            .AddMeter(Meters)
            .AddView("*", new MetricStreamConfiguration { CardinalityLimit = SeriesMax })
            .AddOtlpExporter()
            .Build();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            provider?.Shutdown((int)FarewellMax.TotalMilliseconds);
            provider?.Dispose();
        },
        CancellationToken.None);

    private void Describe(ResourceBuilder resource) => resource
        .Clear()
        .AddService(
            "retraingrains",
            serviceVersion: Assembly.GetExecutingAssembly().GetName().Version?.ToString(3),
            serviceInstanceId: $"{Environment.MachineName}-{Environment.ProcessId}")
        .AddAttributes([new KeyValuePair<string, object>("retraingrains.role", role)])
        .AddTelemetrySdk()
        // Last, so that an operator's OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES win.
        .AddEnvironmentVariableDetector();
}
