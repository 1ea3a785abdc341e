using RetrainGrains.Domain.Primitives;
using RetrainGrains.Sources.Files;

namespace RetrainGrains.Sources.Guessing;

/// <summary>The columns of a file, each with what it holds, and the delimiter where its format has one.</summary>
internal sealed record FileProfile(char? Delimiter, long Rows, ImmutableArray<ColumnProfile> Columns)
{
    /// <summary>The sentences about what was guessed of the file itself.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>The number of lines whose last cells are missing.</summary>
    public int FilledLines { get; init; }

    /// <summary>A comma that ends whole numbers is only possible where it does not end cells.</summary>
    public bool DecimalComma => Delimiter is not (null or ',') && Columns.Any(column => column.HasCommas);

    public string Names => string.Join(", ", Columns.Take(50).Select(column => column.Name));

    public ColumnProfile? Find(string name) => Columns.FirstOrDefault(column => column.Name == name);

    /// <summary>Reads a whole file; null where anything is wrong with it.</summary>
    public static FileProfile? Read(string path, char? delimiter, List<Problem> problems)
    {
        var found = new List<Problem>();
        var profile = RowFile.Read(path, new FileShape(delimiter), found, rows => ReadAll(rows, path, found));
        problems.AddRange(found);
        return found.Count == 0 ? profile : null;
    }

    private static FileProfile ReadAll(RowReader reader, string path, List<Problem> problems)
    {
        ColumnProfile[] columns = [.. reader.Headers.Select(name => new ColumnProfile(name))];
        foreach (var twice in columns.GroupBy(column => column.Name).Where(same => same.Count() > 1))
            problems.Add(Problem.Of(path, twice.Key, "must name one column only: rename the others"));
        var found = new RowProblems(path);
        var shape = new RowShape(reader, RaggedLines.Fill, found);
        long rows = 0;
        while (!found.IsFull && reader.Read())
        {
            if (!shape.Takes()) continue;
            rows++;
            for (var i = 0; i < columns.Length; i++) columns[i].Add(reader.GetString(i));
        }
        shape.Finish();
        problems.AddRange(found.ToProblems());
        if (rows < 2 && problems.Count == 0)
            problems.Add(Problem.Of(path, $"{rows} rows", "must have at least two rows below the column names"));
        return new FileProfile(reader.Delimiter, rows, [.. columns])
        {
            Notes = [.. reader.Notes], FilledLines = shape.Filled,
        };
    }
}
