namespace RetrainGrains.Server.Hosting.Metrics;

/// <summary>Gives a server its metrics, when the environment names a receiver for them.</summary>
public static class MetricsExtensions
{
    // The names that every OpenTelemetry program reads.
    private static readonly string[] Endpoints =
        ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"];

    /// <summary>Called before all else is added: what starts first stops last, and sends the last numbers.</summary>
    public static void AddMetrics(this WebApplicationBuilder builder, string role)
    {
        if (Endpoints.All(name => string.IsNullOrEmpty(builder.Configuration[name]))) return;
        builder.Services.AddHostedService(_ => new MetricsPush(builder.Configuration, role));
        builder.Services.AddHostedService<FleetPoll>();
    }
}
