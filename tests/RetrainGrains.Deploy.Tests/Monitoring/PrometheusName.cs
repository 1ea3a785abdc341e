using System.Text.RegularExpressions;

namespace RetrainGrains.Deploy.Tests.Monitoring;

/// <summary>
/// The series under which a server shows an instrument to Prometheus: words joined by underscores, then the unit unless
/// the name contains it, then total for what only grows (OpenTelemetry's strategy UnderscoreEscapingWithSuffixes).
/// </summary>
internal static class PrometheusName
{
    private static readonly Dictionary<string, string> Units =
        new() { ["s"] = "seconds", ["ms"] = "milliseconds", ["By"] = "bytes", ["1"] = "ratio" };

    public static IEnumerable<string> Of(string instrument, string kind, string? unit)
    {
        var words = Regex.Split(instrument, "[^A-Za-z0-9]+").ToList();
        // A unit in braces only annotates.
        var suffix = string.IsNullOrEmpty(unit) || unit[0] == '{' ? null : Units.GetValueOrDefault(unit, unit);
        if (suffix is not null && !words.Contains(suffix)) words.Add(suffix);
        if (kind is "Counter" or "ObservableCounter")
        {
            words.Remove("total");
            words.Add("total");
        }
        var name = string.Join('_', words);
        return kind == "Histogram" ? [$"{name}_bucket", $"{name}_sum", $"{name}_count"] : [name];
    }
}
