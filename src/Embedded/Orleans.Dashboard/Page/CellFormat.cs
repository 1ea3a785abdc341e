using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json.Nodes;

namespace Orleans.Dashboard.Page;

/// <summary>Writes one value as the page's script writes it; formats are those of <c>data-format</c>.</summary>
internal static class CellFormat
{
    /// <summary>HTML; every text is encoded.</summary>
    public static string Write(string format, JsonNode? value) => format switch
    {
        "sparkline" => Sparkline(value!.AsArray()),
        "text" or "message" => HtmlEncoder.Default.Encode(value?.GetValue<string>() ?? "–"),
        "moment" => value!.GetValue<string>()[..19].Replace('T', ' '),
        _ => Number(format, value!.GetValue<double>()),
    };

    /// <summary>The classes that colour a value, such as zeros that step back.</summary>
    public static string ClassOf(string format, JsonNode? value) => format switch
    {
        "sparkline" or "text" or "message" or "moment" => format,
        "failures" => value!.GetValue<double>() > 0 ? "number bad" : "number zero",
        _ => value!.GetValue<double>() == 0 ? "number zero" : "number",
    };

    private static string Number(string format, double value) => format switch
    {
        "count" or "failures" => Grouped(value, 0),
        "duration" => Duration(value),
        "bytes" => Bytes(value),
        "plain" => value.ToString(CultureInfo.InvariantCulture),
        "percent" => $"{Grouped(value, 1)} %",
        "decimal" => value == 0 ? "0" : Grouped(value, value < 1 ? 3 : value < 10 ? 2 : value < 100 ? 1 : 0),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "The page names no such format."),
    };

    private static string Grouped(double value, int decimals) =>
        value.ToString($"N{decimals}", CultureInfo.InvariantCulture);

    private static string Duration(double seconds)
    {
        if (seconds < 60) return $"{Grouped(seconds, 1)} s";
        var time = TimeSpan.FromSeconds(Math.Floor(seconds));
        if (time.TotalHours < 1) return $"{time.Minutes} min {time.Seconds} s";
        return time.TotalDays < 1 ? $"{time.Hours} h {time.Minutes} min" : $"{time.Days} d {time.Hours} h";
    }

    private static string Bytes(double bytes) => bytes switch
    {
        < 1e6 => $"{Grouped(bytes / 1e3, 0)} kB",
        < 1e9 => $"{Grouped(bytes / 1e6, bytes < 1e7 ? 1 : 0)} MB",
        _ => $"{Grouped(bytes / 1e9, 2)} GB",
    };

    private static string Sparkline(JsonArray values)
    {
        var highest = Math.Max(1, values.Max(value => value!.GetValue<double>()));
        var path = new StringBuilder();
        for (var x = 0; x < values.Count; x++)
        {
            var y = 20 - (19 * values[x]!.GetValue<double>() / highest);
            path.Append(CultureInfo.InvariantCulture, $"{(x == 0 ? 'M' : 'L')}{x} {y:0.0}");
        }

        var right = values.Count - 1;
        return $"""
            <svg viewBox="0 0 {right} 20" preserveAspectRatio="none" aria-hidden="true">
            <path class="area" d="{path}V20H0Z"/><path class="line" d="{path}"/></svg>
            """;
    }
}
