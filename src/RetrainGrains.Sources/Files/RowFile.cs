using System.IO.Compression;
using System.Text;
using CsvHelper;
using Parquet;
using RetrainGrains.Domain.Primitives;
using ZstdSharp;

namespace RetrainGrains.Sources.Files;

/// <summary>Opens a file of rows by what its first bytes say, and says what is wrong where it cannot.</summary>
internal static class RowFile
{
    // Enough to see what is wrong with a file.
    public const int ProblemsMax = 20;

    /// <summary>The most columns of a file: each of them costs a look, whether it is used or not.</summary>
    public const int ColumnsMax = 20_000;

    private const int NamesShown = 50;

    /// <summary>Reads the file by <paramref name="read"/>; null when it cannot.</summary>
    public static T? Read<T>(string path, FileShape shape, List<Problem> problems, Func<RowReader, T?> read)
        where T : class => Guarded(path, problems, () =>
        {
            using var reader = Open(OpenFile(path), shape);
            return HasColumns(reader, path, problems) ? read(reader) : null;
        });

    /// <summary>Opens a file, of which little is read at a time.</summary>
    public static FileStream OpenFile(string path) => new(
        path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);

    /// <summary>Opens the rows of a file, which is closed with them.</summary>
    public static RowReader Open(FileStream file, FileShape shape)
    {
        try
        {
            var start = Start(file);
            if (start is [0x1F, 0x8B, ..])
                return OpenPacked(() => new GZipStream(file, CompressionMode.Decompress), file, shape);
            if (start is [0x28, 0xB5, 0x2F, 0xFD, ..])
                return OpenPacked(() => new DecompressionStream(file, leaveOpen: false), file, shape);
            if (start.AsSpan().StartsWith("PAR1"u8)) return ParquetRows.Open(file);
            if (start.AsSpan().StartsWith("ARROW1"u8)) return ArrowRows.OpenFile(file);
            if (start is [0xFF, 0xFF, 0xFF, 0xFF, ..]) return ArrowRows.OpenStream(file);
            return OpenText(new WatchedStream(file), start, shape);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Finds out whether there are columns, and no more than can be read; what is wrong is reported.</summary>
    public static bool HasColumns(RowReader reader, string path, List<Problem> problems)
    {
        if (reader.Headers.Count is > 0 and <= ColumnsMax) return true;
        problems.Add(reader.Headers.Count == 0
            ? Problem.Of(path, "", "is empty: it must start with a line of column names")
            : Problem.Of(path, $"{Whole(reader.Headers.Count)} columns",
                $"must have at most {Whole(ColumnsMax)} columns"));
        return false;
    }

    /// <summary>Takes a step of reading; null, with what is wrong with the file, when it fails.</summary>
    public static T? Guarded<T>(string path, List<Problem> problems, Func<T?> step) where T : class
    {
        try
        {
            return step();
        }
        catch (CsvFormatException error)
        {
            problems.Add(Problem.Of($"{path}, line {error.LineNumber}", "", IsTooLong(error)
                ? $"must have at most {Whole(DelimitedRows.LongestLine)} bytes, and {Whole(ColumnsMax)} columns"
                : $"is no delimited text: {error.Message}"));
        }
        catch (UnreadableFileException error)
        {
            problems.Add(Problem.Of(path, "", $"cannot be used: {error.Message}"));
        }
        catch (DecoderFallbackException)
        {
            problems.Add(Problem.Of(path, "", "must be text in the encoding that the source file names"));
        }
        catch (Exception error) when (IsDamage(error))
        {
            problems.Add(Problem.Of(path, "", $"is damaged or cut off: {error.Message}"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            problems.Add(Problem.Of(path, "", $"cannot be read: {error.Message}"));
        }
        return null;
    }

    /// <summary>Finds the place of each column; those that are wanted and are not there are reported.</summary>
    public static ColumnPositions FindColumns(
        RowReader rows, string path, IEnumerable<string> wanted, List<Problem> problems)
    {
        string[] header = [.. rows.Headers];
        var indices = new Dictionary<string, int>();
        for (var i = 0; i < header.Length; i++) indices.TryAdd(header[i], i);
        foreach (var column in wanted.Distinct().Where(column => !indices.ContainsKey(column)))
        {
            problems.Add(Problem.Of(
                path, column, $"must be a column; there are {string.Join(", ", header.Take(NamesShown))}"));
        }
        return new ColumnPositions(indices, header.Length);
    }

    private static DelimitedRows OpenPacked(Func<Stream> unpack, FileStream file, FileShape shape)
    {
        // Read twice, and closed once: the first look leaves the file open.
        var start = Fill(new WatchedStream(unpack(), () => file.Position));
        file.Position = 0;
        if (start.AsSpan().StartsWith("PAR1"u8) || start.AsSpan().StartsWith("ARROW1"u8))
            throw new UnreadableFileException("it packs a file that is packed inside already: unpack it first");
        return OpenText(new WatchedStream(unpack(), () => file.Position), start, shape);
    }

    private static DelimitedRows OpenText(WatchedStream text, byte[] start, FileShape shape)
    {
        if (start is [(byte)'P', (byte)'K', 3, 4, ..])
        {
            throw new UnreadableFileException(
                "it is a zip archive or a spreadsheet: unpack it, or save it as CSV, Parquet or gzip");
        }
        var first = Encoding.ASCII.GetString(start.AsSpan(0, Math.Min(start.Length, 256)))
            .TrimStart('?', ' ', '\n', '\r');
        var inside = first.StartsWith('[') ? first[1..].TrimStart() : null;
        if (first.StartsWith('{') || inside is "" or ['{' or '[', ..])
        {
            throw new UnreadableFileException(
                "it is JSON, which may nest: write it as CSV or Parquet, with a column for each value "
                + "(pandas.json_normalize does so)");
        }
        return DelimitedRows.Open(text, start, shape);
    }

    private static byte[] Start(FileStream file)
    {
        var start = Fill(file);
        file.Position = 0;
        return start;
    }

    private static byte[] Fill(Stream stream)
    {
        var start = new byte[DelimitedRows.StartBytes];
        var read = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        return start[..read];
    }

    // The library has one exception for all that is wrong with a text.
    private static bool IsTooLong(CsvFormatException error) =>
        error.Message.Contains(nameof(CsvReaderOptions.MaxRecordSize), StringComparison.Ordinal);

    private static string Whole(int count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static bool IsDamage(Exception error) =>
        error is InvalidDataException or EndOfStreamException or ZstdException or ParquetException
            or DamagedFileException;
}

/// <summary>The failure to use a file that may be whole: its message says what it is, and what would help.</summary>
internal sealed class UnreadableFileException(string message) : Exception(message);

/// <summary>The failure of a format's library on bytes that are not of the format, in its own words.</summary>
internal sealed class DamagedFileException(Exception inner) : Exception(inner.Message, inner);

/// <summary>The places of a file's columns.</summary>
public sealed record ColumnPositions(IReadOnlyDictionary<string, int> Of, int Width);
