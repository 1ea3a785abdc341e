using System.Text;
using CsvHelper;

namespace RetrainGrains.Sources.Files;

/// <summary>The lines of a delimited text.</summary>
internal sealed class DelimitedRows : RowReader
{
    /// <summary>The longest line in bytes, and the longest line of column names.</summary>
    public const int LongestLine = 1 << 20;

    /// <summary>The first bytes that are looked at, to find encoding and delimiter.</summary>
    public const int StartBytes = 64 << 10;

    private static readonly char[] Delimiters = [',', ';', '\t', '|'];

    private readonly CsvReader csv;
    private readonly WatchedStream watched;
    private readonly OneByteFallback fallback;
    private readonly string? encodingNote;

    private DelimitedRows(CsvReader csv, WatchedStream watched, OneByteFallback fallback, string? encodingNote) =>
        (this.csv, this.watched, this.fallback, this.encodingNote) = (csv, watched, fallback, encodingNote);

    public override IReadOnlyList<string> Headers => csv.Headers;
    public override int FieldCount => csv.FieldCount;
    public override string Place => $"line {csv.LineNumber}";
    public override char? Delimiter => csv.Separator;
    public override bool IsCutOff => !watched.EndsWithLine;

    public override IReadOnlyList<string> Notes
    {
        get
        {
            List<string> notes = [];
            if (encodingNote is not null) notes.Add(encodingNote);
            if (fallback.Bytes > 0)
            {
                notes.Add($"{fallback.Bytes.ToString("N0", CultureInfo.InvariantCulture)} bytes are no UTF-8 and are "
                    + "read as Windows-1252 (Latin-1); \"encoding\" in the source file names another");
            }
            return notes;
        }
    }

    /// <summary>Opens a delimited text; its stream is closed with it.</summary>
    public static DelimitedRows Open(WatchedStream watched, byte[] start, FileShape shape)
    {
        var fallback = new OneByteFallback();
        var encoding = shape.Encoding is { } name
            ? TextGuess.Find(name)
                ?? throw new UnreadableFileException($"no encoding is named {name}: try utf-8 or latin1")
            : TextGuess.Of(start, fallback) ?? throw new UnreadableFileException(
                "it holds zeros as no text does: it must be delimited text, Parquet or Arrow, packed by gzip or zstd "
                + "or not at all");
        var text = encoding.GetString(start).TrimStart('\uFEFF');
        var delimiter = shape.Delimiter ?? Guess(text, isWhole: start.Length < StartBytes);
        fallback.Forget();
        var reader = new StreamReader(watched, encoding, detectEncodingFromByteOrderMarks: true, StartBytes);
        var csv = CsvReader.Create(reader, new CsvReaderOptions
        {
            Separator = delimiter,
            TrimWhitespace = true,
            MaxRecordSize = LongestLine,
            MalformedData = CsvMalformedDataHandling.Throw,
            TrackLineNumbers = true,
            PoolStrings = true,
        });
        var isTold = shape.Encoding is not null || encoding.CodePage == Encoding.UTF8.CodePage;
        return new DelimitedRows(
            csv, watched, fallback, isTold ? null : $"it is read as {encoding.WebName.ToUpperInvariant()}");
    }

    public override bool Read() => csv.Read();

    public override string GetString(int column) => column < csv.FieldCount ? csv.GetString(column) : "";

    public override double? GetNumber(int column) => column < csv.FieldCount
        && double.TryParse(csv.GetSpan(column), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && CellNumber.Holds(number) ? number : null;

    public override void Dispose()
    {
        csv.Dispose();
        watched.Dispose();
    }

    // By the lines: what splits each of the first into as many cells as the column names, and into the most.
    private static char Guess(string text, bool isWhole)
    {
        const int LinesAskedMax = 20;
        string[] lines = [.. text.Split('\n').Select(Unquoted).Where(line => line.Trim().Length > 0)];
        // The last one may be cut off.
        if (lines.Length > 1 && !isWhole) lines = lines[..^1];
        if (lines.Length == 0) return ',';
        var asked = lines.Take(LinesAskedMax).ToArray();
        int Count(string line, char delimiter) => line.Count(character => character == delimiter);
        return Delimiters.MaxBy(delimiter =>
        {
            var names = Count(asked[0], delimiter);
            var alike = asked.Count(line => Count(line, delimiter) == names);
            return names == 0 ? (0.0, 0) : ((double)alike / asked.Length, names);
        });
    }

    private static string Unquoted(string line)
    {
        var quoted = false;
        return string.Concat(line.Where(character => !(quoted ^= character == '"')));
    }
}
