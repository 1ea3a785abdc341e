namespace RetrainGrains.Cli;

/// <summary>The file that <c>--json</c> names for a command's whole report.</summary>
internal static class ReportFile
{
    private const string Option = "--json";

    /// <summary>Before the work begins: what would keep the report from being written after it.</summary>
    public static IEnumerable<Problem> Check(string? path)
    {
        if (path is not null && !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/"))
            yield return Problem.Of(Option, path, "must be in a folder that exists");
    }

    public static async Task<Problem?> WriteAsync(string path, string json, CancellationToken cancellation)
    {
        try
        {
            await File.WriteAllTextAsync(path, json, cancellation);
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Problem.Of(Option, path, $"cannot be written: {error.Message}");
        }
    }
}
