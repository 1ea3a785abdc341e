using Parquet;
using Parquet.Schema;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Sources.Files;

/// <summary>
/// A column of a table that is written: texts, numbers, or times. What is missing (null, NaN) stays so: an empty cell
/// of CSV, a null of Parquet.
/// </summary>
internal sealed class FileColumn
{
    private readonly Func<int, string?> text;
    private readonly Func<ParquetRowGroupWriter, DataField, CancellationToken, ValueTask> write;

    private FileColumn(
        DataField field, int count, Func<int, string?> text,
        Func<ParquetRowGroupWriter, DataField, CancellationToken, ValueTask> write)
    {
        (Field, Count) = (field, count);
        (this.text, this.write) = (text, write);
    }

    /// <summary>The column as Parquet has it in a file's schema.</summary>
    public DataField Field { get; }

    public string Name => Field.Name;

    /// <summary>The number of cells.</summary>
    public int Count { get; }

    public static FileColumn Of(string name, IEnumerable<string?> texts)
    {
        string?[] cells = [.. texts];
        return new FileColumn(
            new DataField<string>(name), cells.Length, row => cells[row],
            (group, field, _) => new ValueTask(group.WriteAsync(field, cells!)));
    }

    public static FileColumn Of(string name, IEnumerable<double> numbers)
    {
        double?[] cells = [.. numbers.Select(number => double.IsNaN(number) ? null : (double?)number)];
        return new FileColumn(
            new DataField<double?>(name), cells.Length,
            row => cells[row]?.ToString("R", CultureInfo.InvariantCulture),
            (group, field, cancellation) => new ValueTask(
                group.WriteAsync<double>(field, cells.AsMemory(), cancellationToken: cancellation)));
    }

    /// <summary>Makes a column of single precision: written as such, and as text without further digits.</summary>
    public static FileColumn Of(string name, IEnumerable<float> numbers)
    {
        float?[] cells = [.. numbers.Select(number => float.IsNaN(number) ? null : (float?)number)];
        return new FileColumn(
            new DataField<float?>(name), cells.Length,
            row => cells[row]?.ToString("R", CultureInfo.InvariantCulture),
            (group, field, cancellation) => new ValueTask(
                group.WriteAsync<float>(field, cells.AsMemory(), cancellationToken: cancellation)));
    }

    public static FileColumn Of(string name, IEnumerable<DateTimeOffset?> times)
    {
        DateTimeOffset?[] cells = [.. times];
        return new FileColumn(
            new DateTimeDataField(name, DateTimeFormat.DateAndTimeMicros, isAdjustedToUTC: true, isNullable: true),
            cells.Length,
            row => cells[row] is { } time ? Problem.ToText(time) : null,
            (group, field, cancellation) => new ValueTask(group.WriteAsync<DateTime>(
                field, Array.ConvertAll(cells, time => time?.UtcDateTime).AsMemory(),
                cancellationToken: cancellation)));
    }

    /// <summary>Returns a cell as CSV has it; null: none.</summary>
    public string? TextAt(int row) => text(row);

    /// <summary>Writes the cells into a row group, as the field of the file's own schema.</summary>
    public ValueTask WriteAsync(ParquetRowGroupWriter group, DataField field, CancellationToken cancellation) =>
        write(group, field, cancellation);
}
