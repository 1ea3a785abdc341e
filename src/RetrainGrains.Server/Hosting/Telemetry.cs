using System.Reflection;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using RetrainGrains.Server.Hosting.Metrics;
using RetrainGrains.Server.Options;

namespace RetrainGrains.Server.Hosting;

/// <summary>
/// The measurements of a server: for Prometheus under /metrics, and with traces to the receivers that the standard
/// OTEL_ settings name.
/// </summary>
internal static class Telemetry
{
    /// <summary>
    /// The most label combinations of one instrument; further ones are counted together in its overflow series.
    /// </summary>
    private const int SeriesMax = 500;

    private static readonly string[] Meters =
    [
        "RetrainGrains.*", "Microsoft.Orleans", "System.Runtime", "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Server.Kestrel", "Npgsql",
    ];

    // Two changes for each prediction, of numbers that are seen by their rates and durations too.
    private static readonly string[] Dropped = ["http.server.active_requests", "kestrel.queued_requests"];

    private static readonly string[] Sources =
        ["Microsoft.Orleans.Runtime", "Microsoft.Orleans.Application", "Npgsql"];

    public static void AddTelemetry(this WebApplicationBuilder builder, ServerRole role)
    {
        builder.Services.AddHostedService<FleetPoll>();
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => Describe(resource, role))
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(Meters);
                foreach (var name in Dropped) metrics.AddView(name, MetricStreamConfiguration.Drop);
                metrics.AddView("*", new MetricStreamConfiguration { CardinalityLimit = SeriesMax });
                // Names of instruments say whose they are.
                metrics.AddPrometheusExporter(prometheus => prometheus.ScopeInfoEnabled = false);
                if (IsReceived(builder.Configuration, "METRICS"))
                    metrics.AddOtlpExporter(otlp => Direct(otlp, builder.Configuration, "METRICS"));
            });
        // Only then: a span for each call that nobody looks at would be paid for by every prediction.
        if (IsReceived(builder.Configuration, "TRACES"))
        {
            telemetry.WithTracing(traces => traces
                .AddAspNetCoreInstrumentation()
                .AddSource(Sources)
                .AddOtlpExporter(otlp => Direct(otlp, builder.Configuration, "TRACES")));
        }
    }

    private static bool IsReceived(IConfiguration settings, string signal) =>
        !string.IsNullOrEmpty(settings["OTEL_EXPORTER_OTLP_ENDPOINT"]) || Own(settings, signal) is not null;

    // The exporter by itself reads the receiver of all signals only.
    private static void Direct(OtlpExporterOptions exporter, IConfiguration settings, string signal)
    {
        if (Own(settings, signal) is { } receiver) exporter.Endpoint = new Uri(receiver);
    }

    private static string? Own(IConfiguration settings, string signal) =>
        settings[$"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"] is { Length: > 0 } receiver ? receiver : null;

    private static void Describe(ResourceBuilder resource, ServerRole role) => resource
        .Clear()
        .AddService(
            "retraingrains",
            serviceVersion: Assembly.GetExecutingAssembly().GetName().Version?.ToString(3),
            serviceInstanceId: $"{Environment.MachineName}-{Environment.ProcessId}")
        .AddAttributes([new KeyValuePair<string, object>("retraingrains.role", role.ToString().ToLowerInvariant())])
        .AddTelemetrySdk()
        // Last, so that an operator's OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES win.
        .AddEnvironmentVariableDetector();
}
