using RetrainGrains.Learning.Data;

namespace RetrainGrains.Cli.Sources;

/// <summary>The rows of a table while they are being read: cells become times, numbers and texts.</summary>
public sealed class TableRows
{
    private readonly SourceFile source;
    private readonly ColumnPositions positions;
    private readonly HashSet<string> missing;
    private readonly RowTimeParser timeParser;
    private readonly List<long> times = [];
    private readonly List<(string Name, int Position, List<double> Cells)> numbers;
    private readonly List<(string Name, int Position, List<string?> Cells)> texts;
    private int missingValues;
    private int badValues;

    public TableRows(SourceFile source, ColumnPositions positions, HashSet<string> missing)
    {
        (this.source, this.positions, this.missing) = (source, positions, missing);
        timeParser = new RowTimeParser(source.Time, positions.Of);
        numbers = [.. source.NumericColumns.Select(name => (name, positions.Of[name], new List<double>()))];
        texts = [.. source.TextColumns.Select(name => (name, positions.Of[name], new List<string?>()))];
    }

    public int Count => times.Count;

    private bool HoldsClasses =>
        source.Target is { Task: PredictionTask.BinaryClassification, Measure: TargetMeasure.Value };

    public void Add(Func<int, string> cell, Action<string, string, string> report)
    {
        if (!timeParser.TryParse(cell, times.Count, out var ticks, out var blamed))
        {
            report(blamed, cell(positions.Of[blamed]), "must be a time, or the part of one that the source file says");
        }
        else if (!RowTimeParser.Holds(ticks))
        {
            var column = timeParser.Column;
            report(column, positions.Of.TryGetValue(column, out var at) ? cell(at) : "", RowTimeParser.Rule);
        }
        times.Add(ticks);
        foreach (var column in source.Key)
        {
            if (missing.Contains(cell(positions.Of[column])))
                report(column, "", "must be given: it is part of the key");
        }
        foreach (var (name, position, cells) in numbers) cells.Add(Number(name, cell(position), report));
        foreach (var (_, position, cells) in texts) cells.Add(Text(cell(position)));
    }

    public Table ToTable(int unmatched) => new(
        [.. times],
        numbers.ToDictionary(column => column.Name, column => column.Cells.ToArray()),
        texts.ToDictionary(column => column.Name, column => column.Cells.ToArray()),
        new StreamCounters
        {
            RowsRead = times.Count, MissingValues = missingValues, BadValues = badValues, Unmatched = unmatched,
        });

    private string? Text(string cell)
    {
        if (!missing.Contains(cell)) return cell;
        missingValues++;
        return null;
    }

    private double Number(string column, string cell, Action<string, string, string> report)
    {
        if (missing.Contains(cell))
        {
            missingValues++;
            return double.NaN;
        }
        var isTarget = column == source.Target.Column;
        if (isTarget && source.Target.Texts.Any())
        {
            if (source.Target.CodeOf(cell) is { } code) return code;
            return Bad(column, cell, $"must be a class: {string.Join(" or ", source.Target.Texts)}", report);
        }
        if (source.NumberOf(cell) is not { } number) return Bad(column, cell, "must be a number", report);
        var isNoClass = isTarget && HoldsClasses && number is not (0 or 1);
        return isNoClass ? Bad(column, cell, "must be 0 or 1", report) : number;
    }

    private double Bad(string column, string cell, string rule, Action<string, string, string> report)
    {
        if (source.BadValues == BadValues.Missing) badValues++;
        else report(column, cell, $"{rule} (or set missing or badValues in the source file)");
        return double.NaN;
    }
}
