using CsvHelper;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Cli.Sources.Guessing;

/// <summary>The columns of a delimited file, each with what it holds.</summary>
internal sealed record FileProfile(char Delimiter, long Rows, ImmutableArray<ColumnProfile> Columns)
{
    private static readonly ImmutableArray<char> Delimiters = [',', ';', '\t', '|'];

    /// <summary>A comma that ends whole numbers is only possible where it does not end cells.</summary>
    public bool DecimalComma => Delimiter != ',' && Columns.Any(column => column.HasCommas);

    public string Names => string.Join(", ", Columns.Take(50).Select(column => column.Name));

    public ColumnProfile? Find(string name) => Columns.FirstOrDefault(column => column.Name == name);

    /// <summary>Reads a whole file; null where anything is wrong with it.</summary>
    public static FileProfile? Read(string path, char? delimiter, List<Problem> problems)
    {
        var found = new List<Problem>();
        if ((delimiter ?? FindDelimiter(path, found)) is not { } separator)
        {
            problems.AddRange(found);
            return null;
        }
        var profile = DelimitedFile.Read(path, separator, found, csv => ReadAll(csv, path, separator, found));
        problems.AddRange(found);
        return found.Count == 0 ? profile : null;
    }

    private static FileProfile ReadAll(CsvReader csv, string path, char delimiter, List<Problem> problems)
    {
        ColumnProfile[] columns = [.. csv.Headers.Select(name => new ColumnProfile(name))];
        var positions = new ColumnPositions(new Dictionary<string, int>(), columns.Length);
        foreach (var twice in columns.GroupBy(column => column.Name).Where(same => same.Count() > 1))
            problems.Add(Problem.Of(path, twice.Key, "must name one column only: rename the others"));
        long rows = 0;
        while (problems.Count < DelimitedFile.ProblemsMax && csv.Read())
        {
            if (!DelimitedFile.HasAllCells(csv, positions, path, problems)) continue;
            rows++;
            for (var i = 0; i < columns.Length; i++) columns[i].Add(csv.GetString(i));
        }
        if (rows < 2 && problems.Count == 0)
            problems.Add(Problem.Of(path, $"{rows} rows", "must have at least two rows below the column names"));
        return new FileProfile(delimiter, rows, [.. columns]);
    }

    /// <summary>Guesses the delimiter by the line of column names; null where the file cannot be read.</summary>
    internal static char? FindDelimiter(string path, List<Problem> problems)
    {
        try
        {
            var line = File.ReadLines(path).FirstOrDefault() ?? "";
            var quoted = false;
            var outside = string.Concat(line.Where(character => !(quoted ^= character == '"')));
            return Delimiters.MaxBy(delimiter => outside.Count(character => character == delimiter));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            problems.Add(Problem.Of(path, "", $"cannot be read: {error.Message}"));
            return null;
        }
    }
}
