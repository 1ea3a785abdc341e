using RetrainGrains.Domain.Primitives;
using RetrainGrains.Sources.Files;

namespace RetrainGrains.Sources;

/// <summary>The cells of a row and, behind them, those that it takes from joined files.</summary>
internal sealed class JoinedCells
{
    private readonly ImmutableArray<(SourceJoin Join, JoinedFile File, int[] Keys, string[] Nothing)> joins;
    private readonly int width;
    private readonly List<string> taken = [];
    private readonly RowReader own;

    private JoinedCells(
        RowReader own, ColumnPositions positions, int width,
        ImmutableArray<(SourceJoin Join, JoinedFile File, int[] Keys, string[] Nothing)> joins) =>
        (this.own, Positions, this.width, this.joins) = (own, positions, width, joins);

    /// <summary>The place of the row, as people find it.</summary>
    public string Place => own.Place;

    /// <summary>The row's own columns and the joined ones.</summary>
    public ColumnPositions Positions { get; }

    /// <summary>The number of rows that an optional join had no line for, over all joins.</summary>
    public int Unmatched { get; private set; }

    /// <summary>Reads the joined files, which lie beside the file itself; null when anything was reported.</summary>
    public static JoinedCells? Open(
        SourceFile source, RowReader rows, ColumnPositions own, string path, List<Problem> problems)
    {
        var (indices, before) = (new Dictionary<string, int>(own.Of), problems.Count);
        var joins = ImmutableArray.CreateBuilder<(SourceJoin, JoinedFile, int[], string[])>();
        var next = own.Width;
        foreach (var join in source.Joins)
        {
            foreach (var column in join.On.Where(column => !indices.ContainsKey(column)))
            {
                problems.Add(Problem.Of(path, column, $"must be a column, to find lines of {join.File}"));
            }
            foreach (var name in join.Take.Keys)
            {
                if (!indices.TryAdd(name, next++))
                    problems.Add(Problem.Of($"{path}, take of {join.File}", name, "must be no column that there is"));
            }
            var joinedPath = Path.Combine(Path.GetDirectoryName(path) ?? "", join.File);
            if (JoinedFile.Read(joinedPath, join, source.Shape, problems) is not { } file) continue;
            if (problems.Count > before) continue;
            string[] nothing = [.. join.Take.Select(_ => source.Missing.FirstOrDefault(""))];
            joins.Add((join, file, [.. join.On.Select(column => indices[column])], nothing));
        }
        return problems.Count > before
            ? null
            : new JoinedCells(rows, new ColumnPositions(indices, next), own.Width, joins.ToImmutable());
    }

    /// <summary>Goes on to a row; a line that should be there and is not is reported by column.</summary>
    public void MoveTo(RowProblems problems)
    {
        taken.Clear();
        foreach (var (join, file, keys, nothing) in joins)
        {
            var key = JoinedFile.KeyOf(keys, Cell);
            var line = file.Find(key);
            taken.AddRange(line ?? nothing);
            if (line is not null) continue;
            if (join.Optional) Unmatched++;
            else
            {
                problems.Report(Place, string.Join(", ", join.On), JoinedFile.Shown(key),
                    $"must be in {file.Path}, or set optional");
            }
        }
    }

    public string Cell(int position) => position < width ? own.GetString(position) : taken[position - width];

    /// <summary>Returns a cell's number where the file holds one; null: its text tells.</summary>
    public double? Number(int position) => position < width ? own.GetNumber(position) : null;

    /// <summary>Returns a cell's time where the file holds it as one; null: its text tells.</summary>
    public (long Ticks, bool IsLocal)? Time(int position) => position < width ? own.GetTime(position) : null;
}
