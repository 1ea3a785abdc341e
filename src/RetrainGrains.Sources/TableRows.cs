using RetrainGrains.Learning.Data;
using RetrainGrains.Sources.Files;

namespace RetrainGrains.Sources;

/// <summary>The rows of a table while they are being read: cells become times, numbers and texts.</summary>
internal sealed class TableRows
{
    private readonly SourceFile source;
    private readonly JoinedCells row;
    private readonly HashSet<string> missing;
    private readonly DecimalMark mark;
    private readonly bool numbersTellThemselves;
    private readonly RowTimeParser timeParser;
    private readonly int? timePosition;
    private readonly int[] key;
    private readonly List<long> times = [];
    private readonly List<(string Name, int Position, Dictionary<string, double>? Order, List<double> Cells)> numbers;
    private readonly List<(string Name, int Position, List<string?> Cells)> texts;
    private int cleared;
    private int missingValues;
    private int badValues;

    public TableRows(SourceFile source, JoinedCells row, HashSet<string> missing, DecimalMark mark)
    {
        (this.source, this.row, this.missing, this.mark) = (source, row, missing, mark);
        var places = row.Positions.Of;
        timeParser = new RowTimeParser(source.Time, places);
        timePosition = source.Time is TimeColumn { Hour: null, Minute: null } single ? places[single.Column] : null;
        key = [.. source.Key.Select(column => places[column])];
        numbers =
        [
            .. source.NumericColumns.Select(name =>
                (name, places[source.FileColumnOf(name)], OrderOf(name), new List<double>())),
        ];
        texts = [.. source.TextColumns.Select(name => (name, places[source.FileColumnOf(name)], new List<string?>()))];
        // A text for «no value» may look like a number, such as -999.
        numbersTellThemselves = missing.All(text => CellNumber.Read(text, decimalComma: false) is null);
    }

    public int Count => times.Count;

    private bool HoldsClasses =>
        source.Target is { Task: PredictionTask.BinaryClassification, Measure: TargetMeasure.Value };

    public void Add(RowProblems problems)
    {
        times.Add(Time(problems));
        foreach (var (column, position) in source.Key.Zip(key))
        {
            if (missing.Contains(row.Cell(position)))
                problems.Report(row.Place, column, "", "must be given: it is part of the key");
        }
        foreach (var (name, position, order, cells) in numbers) cells.Add(Number(name, position, order, problems));
        foreach (var (_, position, cells) in texts) cells.Add(Text(row.Cell(position)));
    }

    /// <summary>Lets go of the rows so far, and reads on as if they were there.</summary>
    public void Clear()
    {
        cleared += times.Count;
        times.Clear();
        foreach (var column in numbers) column.Cells.Clear();
        foreach (var column in texts) column.Cells.Clear();
    }

    public Table ToTable(RowShape shape, IReadOnlyList<string> notes) => new(
        [.. times],
        numbers.ToDictionary(column => column.Name, column => column.Cells.ToArray()),
        texts.ToDictionary(column => column.Name, column => column.Cells.ToArray()),
        new StreamCounters
        {
            RowsRead = times.Count,
            MissingValues = missingValues,
            BadValues = badValues,
            Unmatched = row.Unmatched,
            FilledLines = shape.Filled,
            SkippedLines = shape.Skipped,
            RepeatedHours = timeParser.Repeated,
            SkippedHours = timeParser.Skipped,
            Notes = [.. notes, .. mark.Note is { } told ? [told] : Array.Empty<string>()],
        });

    private long Time(RowProblems problems)
    {
        var owner = key.Length == 0 ? null : string.Join('/', key.Select(row.Cell));
        if (timePosition is { } place && row.Time(place) is var (stated, isLocal))
            return Held(timeParser.Take(stated, isLocal, owner), problems);
        if (timeParser.TryParse(row.Cell, cleared + times.Count, owner, out var ticks, out var blamed))
            return Held(ticks, problems);
        problems.Report(row.Place, blamed, row.Cell(row.Positions.Of[blamed]),
            "must be a time, or the part of one that the source file says (\"formats\" says how it is written; without "
            + "it ISO 8601 and counts since 1970 are read)");
        return ticks;
    }

    private long Held(long ticks, RowProblems problems)
    {
        if (RowTimeParser.Holds(ticks)) return ticks;
        var column = timeParser.Column;
        var cell = row.Positions.Of.TryGetValue(column, out var at) ? row.Cell(at) : "";
        problems.Report(row.Place, column, cell, RowTimeParser.Rule);
        return ticks;
    }

    private string? Text(string cell)
    {
        if (!missing.Contains(cell)) return cell;
        missingValues++;
        return null;
    }

    private double Number(string column, int position, Dictionary<string, double>? order, RowProblems problems)
    {
        var isTarget = column == source.Target.Column;
        var isPlain = numbersTellThemselves && mark.IsPoint && order is null && !isTarget
            && source.Aggregation?.IsCount(column) != true;
        if (isPlain && row.Number(position) is { } plain)
        {
            if (double.IsNaN(plain)) missingValues++;
            return CellNumber.Holds(plain) || double.IsNaN(plain) ? plain : Bad(column, row.Cell(position),
                "must be a number", problems);
        }
        var cell = row.Cell(position);
        if (missing.Contains(cell))
        {
            missingValues++;
            return double.NaN;
        }
        // How often there is a value is counted, whatever it is.
        if (source.Aggregation?.IsCount(column) == true) return 1;
        if (order is not null)
        {
            return order.TryGetValue(cell, out var rank) ? rank
                : Bad(column, cell, $"must be one of its order: {string.Join(", ", order.Keys)}", problems);
        }
        if (isTarget && source.Target.Texts.Any())
        {
            if (source.Target.CodeOf(cell) is { } code) return code;
            return Bad(column, cell, $"must be a class: {string.Join(" or ", source.Target.Texts)}", problems);
        }
        if (mark.Read(cell) is not { } number) return Bad(column, cell, "must be a number", problems);
        var isNoClass = isTarget && HoldsClasses && number is not (0 or 1);
        return isNoClass ? Bad(column, cell, "must be 0 or 1", problems) : number;
    }

    private double Bad(string column, string cell, string rule, RowProblems problems)
    {
        if (source.BadValues == BadValues.Missing) badValues++;
        else problems.Report(row.Place, column, cell, $"{rule} ({Remedy(cell)})");
        return double.NaN;
    }

    private string Remedy(string cell) => mark.IsPoint && CellNumber.Read(cell, decimalComma: true) is not null
        ? "or set decimal in the source file to \",\""
        : "or set missing or badValues in the source file; for texts a feature has \"kind\": \"categorical\", or their "
            + "orders";

    private Dictionary<string, double>? OrderOf(string column) => source.Orders.TryGetValue(column, out var texts)
        ? texts.Index().ToDictionary(pair => pair.Item, pair => (double)pair.Index)
        : null;
}
