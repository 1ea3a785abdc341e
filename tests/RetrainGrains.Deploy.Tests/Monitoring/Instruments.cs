using System.Diagnostics.Metrics;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace RetrainGrains.Deploy.Tests.Monitoring;

/// <summary>
/// The series that a server can have: ours from the source, the platform's from its meters, Orleans' from a list.
/// </summary>
public sealed partial class Instruments : IAsyncLifetime
{
    private readonly HashSet<string> series = [];

    public IReadOnlySet<string> Series => series;

    public async ValueTask InitializeAsync()
    {
        AddOurs();
        AddOrleans();
        await AddPlatformAsync();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void AddOurs()
    {
        foreach (var found in Repository.Files("src", "*.cs").SelectMany(file => Ours().Matches(Repository.Read(file))))
        {
            var kind = found.Groups["kind"].Value is "Gauge" ? "ObservableGauge" : found.Groups["kind"].Value;
            series.UnionWith(PrometheusName.Of(found.Groups["name"].Value, kind, found.Groups["unit"].Value));
        }
    }

    // Orleans is not in every build's packages; the names are those of its 10.x instruments, older and newer forms.
    private void AddOrleans()
    {
        using var list = typeof(Instruments).Assembly.GetManifestResourceStream(
            "RetrainGrains.Deploy.Tests.Monitoring.orleans-instruments.txt")!;
        using var reader = new StreamReader(list);
        while (reader.ReadLine() is { } line)
        {
            var parts = line.Split(' ');
            series.UnionWith(PrometheusName.Of(parts[0], parts[1], parts.ElementAtOrDefault(2)));
        }
    }

    private async Task AddPlatformAsync()
    {
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            lock (series)
            {
                var kind = instrument.GetType().Name.Split('`')[0];
                series.UnionWith(PrometheusName.Of(instrument.Name, kind, instrument.Unit));
            }
        };
        listener.Start();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        await using var application = builder.Build();
        await application.StartAsync();
        // Its meter appears with the first data source; no connection is opened.
        await using var database = NpgsqlDataSource.Create("Host=127.0.0.1");
    }

    [GeneratedRegex("""
        \b(Create)?(?<kind>UpDownCounter|Counter|Histogram|ObservableGauge|Gauge)(<\w+>)?
        \(\s*"(?<name>retraingrains\.[a-z._]+)"(,\s*\w+)?,\s*(unit:\s*null|"(?<unit>[^"]*)")
        """, RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Ours();
}
