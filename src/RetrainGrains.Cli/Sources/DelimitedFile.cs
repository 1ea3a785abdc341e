using System.Text;
using CsvHelper;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Cli.Sources;

/// <summary>Opens a delimited file, and says of one that cannot be read what is wrong with it.</summary>
internal static class DelimitedFile
{
    // Enough to see what is wrong with a file; a wrong delimiter would otherwise print a line for every cell.
    public const int ProblemsMax = 20;

    private const int LongestLine = 1 << 20;

    /// <summary>Reads the file below its column names by <paramref name="read"/>; null when it cannot.</summary>
    public static T? Read<T>(string path, char delimiter, List<Problem> problems, Func<CsvReader, T?> read)
        where T : class
    {
        try
        {
            var strict = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
            using var reader = new StreamReader(path, strict);
            using var csv = CsvReader.Create(reader, new CsvReaderOptions
            {
                Separator = delimiter,
                TrimWhitespace = true,
                MaxRecordSize = LongestLine,
                MalformedData = CsvMalformedDataHandling.Throw,
                TrackLineNumbers = true,
                PoolStrings = true,
            });
            if (csv.Headers.Count > 0) return read(csv);
            problems.Add(Problem.Of(path, "", "is empty: it must start with a line of column names"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            problems.Add(Problem.Of(path, "", $"cannot be read: {error.Message}"));
        }
        catch (DecoderFallbackException)
        {
            problems.Add(Problem.Of(path, "", "must be UTF-8 text"));
        }
        catch (CsvFormatException error)
        {
            problems.Add(Problem.Of($"{path}, line {error.LineNumber}", "", $"is no delimited text: {error.Message}"));
        }
        return null;
    }

    /// <summary>Finds the place of each column; those that are wanted and are not there are reported.</summary>
    public static ColumnPositions FindColumns(
        CsvReader csv, string path, IEnumerable<string> wanted, List<Problem> problems)
    {
        string[] header = [.. csv.Headers];
        var indices = new Dictionary<string, int>();
        for (var i = 0; i < header.Length; i++) indices.TryAdd(header[i], i);
        foreach (var column in wanted.Distinct().Where(column => !indices.ContainsKey(column)))
        {
            problems.Add(Problem.Of(path, column, $"must be a column; there are {string.Join(", ", header.Take(50))}"));
        }
        return new ColumnPositions(indices, header.Length);
    }

    /// <summary>Tells whether a line has a cell for each column name; one that has not is reported.</summary>
    public static bool HasAllCells(CsvReader csv, ColumnPositions positions, string path, List<Problem> problems)
    {
        if (csv.FieldCount == positions.Width) return true;
        problems.Add(Problem.Of($"{path}, line {csv.LineNumber}", csv.FieldCount,
            $"must have {positions.Width} cells, as many as the line of column names"));
        return false;
    }
}

/// <summary>The places of a file's columns.</summary>
public sealed record ColumnPositions(IReadOnlyDictionary<string, int> Of, int Width);
