using CsvHelper;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Cli.Sources;

/// <summary>
/// Reads the used columns of a delimited file and of those joined to it; what cannot be read is reported by file, line,
/// column and value.
/// </summary>
public sealed class TableReader(SourceFile source)
{
    private readonly HashSet<string> missing = [.. source.Missing];

    /// <summary>The rows in time order; null when anything was reported.</summary>
    public Table? Read(string path, List<Problem> problems)
    {
        var found = new List<Problem>();
        var table = DelimitedFile.Read(path, source.Delimiter, found, csv => ReadAll(csv, path, found));
        problems.AddRange(found);
        return found.Count == 0 ? table?.Ordered(source.Key) : null;
    }

    private Table? ReadAll(CsvReader csv, string path, List<Problem> problems)
    {
        var joined = source.Joins.SelectMany(join => join.Take.Keys);
        var own = DelimitedFile.FindColumns(csv, path, source.Columns.Except(joined), problems);
        if (JoinedCells.Open(source, own, path, problems) is not { } cells || problems.Count > 0) return null;
        var rows = new TableRows(source, cells.Positions, missing);
        while (problems.Count < DelimitedFile.ProblemsMax && csv.Read())
        {
            if (!DelimitedFile.HasAllCells(csv, own, path, problems)) continue;
            cells.MoveTo(csv.GetString, Report);
            rows.Add(cells.Cell, Report);
            if (rows.Count <= SourceRules.RowsMax) continue;
            problems.Add(Problem.Of(path, rows.Count, $"must have at most {SourceRules.RowsMax} rows"));
            return null;
        }
        if (problems.Count >= DelimitedFile.ProblemsMax)
        {
            problems.Add(Problem.Of(path, problems.Count, "problems: reading stopped here"));
        }
        else if (rows.Count + problems.Count == 0)
        {
            problems.Add(Problem.Of(path, "0 rows", "must have rows below the column names"));
        }
        return rows.ToTable(cells.Unmatched);

        void Report(string column, string value, string rule) =>
            problems.Add(Problem.Of($"{path}, line {csv.LineNumber}, column {column}", value, rule));
    }
}
