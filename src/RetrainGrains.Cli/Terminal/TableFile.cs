using RetrainGrains.Domain.Primitives;
using RetrainGrains.Sources.Files;

namespace RetrainGrains.Cli.Terminal;

/// <summary>The file of rows that <c>--out</c> names: Parquet where its name ends so, otherwise CSV.</summary>
internal static class TableFile
{
    public const string Option = "--out";

    /// <summary>Finds, before the work begins, what would keep the rows from being written after it.</summary>
    public static IEnumerable<Problem> Check(string? path)
    {
        if (path is not null && Path.GetExtension(path).ToLowerInvariant() is not (".csv" or ".parquet"))
            yield return Problem.Of(Option, path, "must end with .csv or .parquet");
        foreach (var problem in ReportFile.Check(path, Option)) yield return problem;
    }

    /// <summary>Writes all columns, which have the same number of cells; returns what keeps it from that.</summary>
    public static async Task<Problem?> WriteAsync(
        string path, IReadOnlyList<FileColumn> columns, CancellationToken cancellation)
    {
        try
        {
            await using var file = File.Create(path);
            await using var table = Path.GetExtension(path).Equals(".parquet", StringComparison.OrdinalIgnoreCase)
                ? TableWriter.Parquet(file)
                : TableWriter.Csv(file);
            await table.WriteAsync(columns, cancellation);
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Problem.Of(Option, path, $"cannot be written: {error.Message}");
        }
    }
}
