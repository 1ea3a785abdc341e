using System.Text;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Cli.Terminal;

/// <summary>The file that <c>--json</c> (or another option) names for a command's whole report.</summary>
internal static class ReportFile
{
    private const string Json = "--json";

    /// <summary>Finds, before the work begins, what would keep the report from being written after it.</summary>
    public static IEnumerable<Problem> Check(string? path, string option = Json)
    {
        if (path is not null && !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/"))
            yield return Problem.Of(option, path, "must be in a folder that exists");
    }

    public static Task<Problem?> WriteAsync(
        string path, string text, CancellationToken cancellation, string option = Json) =>
        WriteAsync(path, Encoding.UTF8.GetBytes(text), cancellation, option);

    public static async Task<Problem?> WriteAsync(
        string path, ReadOnlyMemory<byte> bytes, CancellationToken cancellation, string option = Json)
    {
        try
        {
            await File.WriteAllBytesAsync(path, bytes, cancellation);
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Problem.Of(option, path, $"cannot be written: {error.Message}");
        }
    }
}
