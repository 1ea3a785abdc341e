using CsvHelper;
using Parquet;
using Parquet.Schema;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Cli.Terminal;

/// <summary>A column of a table that is written: texts, numbers (NaN: none), or times.</summary>
internal sealed record FileColumn(string Name, IReadOnlyList<object?> Cells)
{
    public static FileColumn Of(string name, IEnumerable<string?> texts) => new(name, [.. texts]);

    public static FileColumn Of(string name, IEnumerable<double> numbers) =>
        new(name, [.. numbers.Select(number => double.IsNaN(number) ? null : (object)number)]) { IsNumber = true };

    public static FileColumn Of(string name, IEnumerable<DateTimeOffset> times) =>
        new(name, [.. times.Select(time => (object)time)]) { IsTime = true };

    public bool IsNumber { get; private init; }

    public bool IsTime { get; private init; }
}

/// <summary>The file of rows that <c>--out</c> names: Parquet where its name ends so, otherwise CSV.</summary>
internal static class TableFile
{
    public const string Option = "--out";

    /// <summary>Finds, before the work begins, what would keep the rows from being written after it.</summary>
    public static IEnumerable<Problem> Check(string? path)
    {
        if (path is not null && Path.GetExtension(path).ToLowerInvariant() is not (".csv" or ".parquet"))
            yield return Problem.Of(Option, path, "must end with .csv or .parquet");
        foreach (var problem in ReportFile.Check(path, Option)) yield return problem;
    }

    /// <summary>Writes all columns, which have the same number of cells; returns what keeps it from that.</summary>
    public static async Task<Problem?> WriteAsync(
        string path, IReadOnlyList<FileColumn> columns, CancellationToken cancellation)
    {
        try
        {
            await using var file = File.Create(path);
            if (Path.GetExtension(path).Equals(".parquet", StringComparison.OrdinalIgnoreCase))
                await WriteParquetAsync(file, columns, cancellation);
            else await WriteCsvAsync(file, columns, cancellation);
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Problem.Of(Option, path, $"cannot be written: {error.Message}");
        }
    }

    private static async Task WriteCsvAsync(
        Stream file, IReadOnlyList<FileColumn> columns, CancellationToken cancellation)
    {
        await using var csv = CsvWriter.Create(file, new CsvWriterOptions { NewLine = "\n" });
        foreach (var column in columns) csv.WriteField(column.Name);
        await csv.EndRecordAsync(cancellation);
        for (var row = 0; row < columns[0].Cells.Count; row++)
        {
            foreach (var column in columns) csv.WriteField(ToText(column.Cells[row]));
            await csv.EndRecordAsync(cancellation);
        }
    }

    private static string ToText(object? cell) => cell switch
    {
        null => "",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        DateTimeOffset time => Problem.ToText(time),
        _ => (string)cell,
    };

    private static async Task WriteParquetAsync(
        Stream file, IReadOnlyList<FileColumn> columns, CancellationToken cancellation)
    {
        DataField[] fields = [.. columns.Select(FieldOf)];
        await using var writer = await ParquetWriter.CreateAsync(
            new ParquetSchema(fields), file, cancellationToken: cancellation);
        using var group = writer.CreateRowGroup();
        foreach (var (field, column) in fields.Zip(columns))
        {
            if (column.IsNumber)
            {
                double?[] numbers = [.. column.Cells.Select(cell => (double?)cell)];
                await group.WriteAsync<double>(field, numbers.AsMemory(), cancellationToken: cancellation);
            }
            else if (column.IsTime)
            {
                DateTime[] times = [.. column.Cells.Select(cell => ((DateTimeOffset)cell!).UtcDateTime)];
                await group.WriteAsync<DateTime>(field, times.AsMemory(), cancellationToken: cancellation);
            }
            else await group.WriteAsync(field, [.. column.Cells.Select(cell => (string)cell!)]);
        }
        group.CompleteValidate();
    }

    private static DataField FieldOf(FileColumn column) =>
        column.IsNumber ? new DataField(column.Name, typeof(double?))
        : column.IsTime ? new DateTimeDataField(
            column.Name, DateTimeFormat.DateAndTimeMicros, isAdjustedToUTC: true, isNullable: false)
        : new DataField(column.Name, typeof(string));
}
