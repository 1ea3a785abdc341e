namespace RetrainGrains.Sources.Guessing;

/// <summary>A form of time that all cells of a column have had so far.</summary>
internal sealed class TimeCandidate(ImmutableArray<string> formats)
{
    // A count since 1970 looks like any other number: only this century's are taken for one.
    private static readonly DateTime CountsFrom = new(2000, 1, 1);
    private static readonly DateTime CountsTo = new(2100, 1, 1);

    private readonly RowTimeParser parser =
        new(new TimeColumn("", formats, null, null), new Dictionary<string, int> { [""] = 0 });

    private readonly bool isCount = TimeColumn.IsCount(formats[0]);

    private long latest = long.MinValue;

    public ImmutableArray<string> Formats => formats;

    /// <summary>The number of cells that are earlier than one before them.</summary>
    public int Backward { get; private set; }

    /// <summary>Returns true where a format says the time of a day, or a cell has one.</summary>
    public bool HasTimeOfDay { get; private set; } = formats[0].Contains('H') || formats[0].Contains('h');

    /// <summary>Takes a cell; false where the column has another form.</summary>
    public bool Takes(string cell)
    {
        if (!parser.TryParse(_ => cell, 0, null, out var ticks, out _)) return false;
        if (isCount && (ticks < CountsFrom.Ticks || ticks >= CountsTo.Ticks)) return false;
        HasTimeOfDay |= ticks % TimeSpan.TicksPerDay != 0;
        if (ticks < latest) Backward++;
        latest = Math.Max(latest, ticks);
        return true;
    }
}
