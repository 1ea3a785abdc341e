namespace RetrainGrains.Cli.Sources.Guessing;

/// <summary>A form of time that all cells of a column have had so far.</summary>
internal sealed class TimeCandidate(ImmutableArray<string> formats)
{
    // A count since 1970 looks like any other number: only this century's are taken for one.
    private static readonly DateTime CountsFrom = new(2000, 1, 1);
    private static readonly DateTime CountsTo = new(2100, 1, 1);

    private readonly RowTimeParser parser =
        new(new TimeColumn("", formats, null, null), new Dictionary<string, int> { [""] = 0 });

    private readonly bool isCount = TimeColumn.UnixUnit(formats[0]) is not null;

    private long latest = long.MinValue;

    public ImmutableArray<string> Formats => formats;

    /// <summary>The number of cells that are earlier than one before them.</summary>
    public int Backward { get; private set; }

    public bool HasTimeOfDay => isCount || formats == TimeColumn.DefaultFormats || formats[0].Contains('H')
        || formats[0].Contains('h');

    /// <summary>Takes a cell; false where the column has another form.</summary>
    public bool Takes(string cell)
    {
        if (!parser.TryParse(_ => cell, 0, out var ticks, out _)) return false;
        if (isCount && (ticks < CountsFrom.Ticks || ticks >= CountsTo.Ticks)) return false;
        if (ticks < latest) Backward++;
        latest = Math.Max(latest, ticks);
        return true;
    }
}
