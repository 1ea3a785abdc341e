using System.Text.Encodings.Web;
using System.Text.Json;

namespace RetrainGrains.Cli.Terminal;

/// <summary>The JSON of a command's report: indented, with the letters of every language as they are.</summary>
internal static class ReportJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write<T>(T report) => JsonSerializer.Serialize(report, Options);
}
