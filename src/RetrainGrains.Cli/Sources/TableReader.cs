using System.Text;
using CsvHelper;

namespace RetrainGrains.Cli.Sources;

/// <summary>
/// Reads the used columns of a delimited file; what cannot be read is reported by file, line, column and value.
/// </summary>
public sealed class TableReader(SourceFile source)
{
    // Enough to see what is wrong with a file; a wrong delimiter would otherwise print a line for every cell.
    private const int ProblemsMax = 20;
    private const int LongestLine = 1 << 20;
    private readonly HashSet<string> missing = [.. source.Missing];

    /// <summary>The rows in time order; null when anything was reported.</summary>
    public Table? Read(string path, List<Problem> problems)
    {
        var found = new List<Problem>();
        try
        {
            var strict = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
            using var reader = new StreamReader(path, strict);
            using var csv = CsvReader.Create(reader, new CsvReaderOptions
            {
                Separator = source.Delimiter,
                TrimWhitespace = true,
                MaxRecordSize = LongestLine,
                MalformedData = CsvMalformedDataHandling.Throw,
                TrackLineNumbers = true,
                PoolStrings = true,
            });
            var table = ReadAll(csv, path, found);
            if (found.Count == 0) return table?.Ordered();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            found.Add(Problem.Of(path, "", $"cannot be read: {error.Message}"));
        }
        catch (DecoderFallbackException)
        {
            found.Add(Problem.Of(path, "", "must be UTF-8 text"));
        }
        catch (CsvFormatException error)
        {
            found.Add(Problem.Of($"{path}, line {error.LineNumber}", "", $"is no delimited text: {error.Message}"));
        }
        problems.AddRange(found);
        return null;
    }

    private Table? ReadAll(CsvReader csv, string path, List<Problem> problems)
    {
        if (csv.Headers.Count == 0)
        {
            problems.Add(Problem.Of(path, "", "is empty: it must start with a line of column names"));
            return null;
        }
        if (FindColumns([.. csv.Headers], path, problems) is not { } positions) return null;
        var rows = new TableRows(source, positions, missing);
        while (problems.Count < ProblemsMax && csv.Read())
        {
            if (csv.FieldCount != positions.Width)
            {
                problems.Add(Problem.Of($"{path}, line {csv.LineNumber}", csv.FieldCount,
                    $"must have {positions.Width} cells, as many as the line of column names"));
                continue;
            }
            rows.Add(csv.GetString, (column, value, rule) =>
                problems.Add(Problem.Of($"{path}, line {csv.LineNumber}, column {column}", value, rule)));
            if (rows.Count <= SourceRules.RowsMax) continue;
            problems.Add(Problem.Of(path, rows.Count, $"must have at most {SourceRules.RowsMax} rows"));
            return null;
        }
        if (problems.Count >= ProblemsMax)
        {
            problems.Add(Problem.Of(path, problems.Count, "problems: reading stopped here"));
        }
        else if (rows.Count + problems.Count == 0)
        {
            problems.Add(Problem.Of(path, "0 rows", "must have rows below the column names"));
        }
        return rows.ToTable();
    }

    private ColumnPositions? FindColumns(string[] header, string path, List<Problem> problems)
    {
        var indices = new Dictionary<string, int>();
        for (var i = 0; i < header.Length; i++) indices.TryAdd(header[i], i);
        string[] wanted = [.. source.Time.Columns.Concat(source.NumericColumns).Concat(source.TextColumns).Distinct()];
        foreach (var column in wanted.Where(column => !indices.ContainsKey(column)))
        {
            problems.Add(Problem.Of(path, column, $"must be a column; there are {string.Join(", ", header.Take(50))}"));
        }
        return problems.Count == 0 ? new ColumnPositions(indices, header.Length) : null;
    }
}

/// <summary>Where the columns of a file are.</summary>
public sealed record ColumnPositions(IReadOnlyDictionary<string, int> Of, int Width);
