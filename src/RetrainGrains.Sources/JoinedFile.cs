using RetrainGrains.Domain.Primitives;
using RetrainGrains.Sources.Files;

namespace RetrainGrains.Sources;

/// <summary>The lines of a joined file by their key, in memory.</summary>
internal sealed class JoinedFile
{
    /// <summary>A joined file is held in memory as texts; a longer one is refused.</summary>
    public const int LinesMax = 1_000_000;

    // No text of a cell holds it: the parts of a key cannot run into each other.
    private const char Between = '\u001f';

    private readonly Dictionary<string, string[]> lines = [];

    private JoinedFile(string path) => Path = path;

    public string Path { get; }

    /// <summary>Reads a joined file; null when anything was reported.</summary>
    public static JoinedFile? Read(string path, SourceJoin join, FileShape shape, List<Problem> problems)
    {
        var found = new List<Problem>();
        var joined = RowFile.Read(path, shape, found, rows => new JoinedFile(path).Read(rows, join, found));
        problems.AddRange(found);
        return found.Count == 0 ? joined : null;
    }

    public static string KeyOf(IReadOnlyList<int> positions, Func<int, string> cell) =>
        positions.Count == 1 ? cell(positions[0]) : string.Join(Between, positions.Select(cell));

    /// <summary>A key as a person reads it.</summary>
    public static string Shown(string key) => key.Replace($"{Between}", ", ", StringComparison.Ordinal);

    /// <summary>The columns that are taken, in the join's order; null: no line has this key.</summary>
    public string[]? Find(string key) => lines.GetValueOrDefault(key);

    private JoinedFile? Read(RowReader rows, SourceJoin join, List<Problem> problems)
    {
        var positions = RowFile.FindColumns(rows, Path, join.On.Concat(join.Take.Values), problems);
        if (problems.Count > 0) return null;
        int[] keys = [.. join.On.Select(column => positions.Of[column])];
        int[] taken = [.. join.Take.Values.Select(column => positions.Of[column])];
        var found = new RowProblems(Path);
        var shape = new RowShape(rows, RaggedLines.Fill, found);
        while (!found.IsFull && rows.Read())
        {
            if (!shape.Takes()) continue;
            var key = KeyOf(keys, rows.GetString);
            if (!lines.TryAdd(key, Array.ConvertAll(taken, rows.GetString)))
            {
                found.Report(
                    rows.Place, string.Join(", ", join.On), Shown(key), "must be unique: an earlier line has it too");
            }
            if (lines.Count <= LinesMax) continue;
            problems.Add(Problem.Of(Path, lines.Count, $"must have at most {LinesMax} lines to be joined"));
            return null;
        }
        shape.Finish();
        problems.AddRange(found.ToProblems());
        return this;
    }
}
