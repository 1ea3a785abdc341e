using RetrainGrains.Domain.Primitives;
using RetrainGrains.Sources.Files;

namespace RetrainGrains.Sources;

/// <summary>
/// Reads the used columns of a file and of those joined to it; what cannot be read is reported by file, line, column
/// and value, each kind of problem once.
/// </summary>
public sealed class TableReader(SourceFile source)
{
    private readonly HashSet<string> missing = [.. source.Missing];

    /// <summary>The rows in time order; null when anything was reported.</summary>
    public Table? Read(string path, List<Problem> problems)
    {
        var found = new List<Problem>();
        var table = RowFile.Read(path, source.Shape, found, rows => ReadAll(rows, path, found));
        problems.AddRange(found);
        if (found.Count > 0 || table is null) return null;
        if (source.Aggregation is not { } aggregation) return table.Ordered(source.Key);
        // Events of one moment are rows of their own.
        return TableAggregation.Aggregate(table.Ordered(source.Key, keepsDuplicates: true), aggregation, source);
    }

    private Table? ReadAll(RowReader reader, string path, List<Problem> problems)
    {
        var joined = source.Joins.SelectMany(join => join.Take.Keys);
        var own = RowFile.FindColumns(reader, path, source.Columns.Except(joined), problems);
        if (JoinedCells.Open(source, reader, own, path, problems) is not { } cells || problems.Count > 0) return null;
        var found = new RowProblems(path);
        var shape = new RowShape(reader, source.RaggedLines, found);
        var rows = new TableRows(source, cells, missing, new DecimalMark(source.DecimalComma, reader.Delimiter));
        while (!found.IsFull && reader.Read())
        {
            if (!shape.Takes()) continue;
            cells.MoveTo(found);
            rows.Add(found);
            if (rows.Count <= SourceRules.RowsMax) continue;
            problems.Add(Problem.Of(path, rows.Count, $"must have at most {SourceRules.RowsMax} rows"));
            return null;
        }
        shape.Finish();
        problems.AddRange(found.ToProblems());
        if (found.IsFull)
            problems.Add(Problem.Of(path, RowFile.ProblemsMax, "kinds of problems: reading stopped here"));
        else if (rows.Count == 0 && found.IsEmpty)
            problems.Add(Problem.Of(path, "0 rows", "must have rows below the column names"));
        return rows.ToTable(shape, [.. Delimited(reader), .. reader.Notes]);
    }

    private IEnumerable<string> Delimited(RowReader reader)
    {
        if (source.Shape.Delimiter is not null || reader.Delimiter is not { } guessed || guessed == ',') yield break;
        yield return $"cells are delimited by {(guessed == '\t' ? "tabs" : $"«{guessed}»")}; \"delimiter\" in the "
            + "source file says otherwise";
    }
}
