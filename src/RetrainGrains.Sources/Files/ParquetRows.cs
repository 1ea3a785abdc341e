using Parquet;
using Parquet.Schema;

namespace RetrainGrains.Sources.Files;

/// <summary>The rows of a Parquet file, one row group after the other.</summary>
internal sealed class ParquetRows : TypedRows
{
    // The columns of one group are in memory at once; writers make groups of a tenth of that.
    private const long GroupRowsMax = 20_000_000;

    private readonly ParquetReader file;
    private readonly DataField[] fields;
    private ParquetRowGroupReader? group;
    private int next;

    private ParquetRows(ParquetReader file, DataField[] fields, IReadOnlyList<string> notes)
        : base([.. fields.Select(field => field.Name)], notes) => (this.file, this.fields) = (file, fields);

    /// <summary>Opens a Parquet file, which is closed with its rows.</summary>
    public static ParquetRows Open(Stream stream)
    {
        CheckEnd(stream);
        var file = Guarded(() => ParquetReader.CreateAsync(stream).GetAwaiter().GetResult());
        var plain = file.Schema.Fields.OfType<DataField>().Where(field => !field.IsArray).ToArray();
        string[] nested = [.. file.Schema.Fields.Where(field => !plain.Contains(field)).Select(field => field.Name)];
        return new ParquetRows(file, plain, nested.Length == 0 ? [] :
            [$"columns that hold lists or records cannot be used: {string.Join(", ", nested.Take(10))}"]);
    }

    // A Parquet file ends with what it begins with, and tells there where its columns are.
    private static void CheckEnd(Stream stream)
    {
        var end = new byte[4];
        if (stream.Length > 8)
        {
            stream.Seek(-end.Length, SeekOrigin.End);
            stream.ReadExactly(end);
            stream.Position = 0;
        }
        if (!end.AsSpan().SequenceEqual("PAR1"u8))
            throw new InvalidDataException("it begins as a Parquet file and does not end as one");
    }

    public override void Dispose() => file.DisposeAsync().AsTask().GetAwaiter().GetResult();

    protected override int? NextGroup()
    {
        if (next == file.RowGroupCount) return null;
        group = file.OpenRowGroupReader(next++);
        if (group.RowCount <= GroupRowsMax) return (int)group.RowCount;
        throw new UnreadableFileException(
            $"its row group {next} has {group.RowCount:N0} rows: write row groups of at most {GroupRowsMax:N0}");
    }

    protected override TypedColumn ReadColumn(int column)
    {
        var field = fields[column];
        var type = Nullable.GetUnderlyingType(field.ClrType) ?? field.ClrType;
        if (type == typeof(double)) return Numbers<double>(field, value => value);
        if (type == typeof(float)) return Numbers<float>(field, value => value);
        if (type == typeof(long)) return Numbers<long>(field, value => value);
        if (type == typeof(int)) return Numbers<int>(field, value => value);
        if (type == typeof(short)) return Numbers<short>(field, value => value);
        if (type == typeof(sbyte)) return Numbers<sbyte>(field, value => value);
        if (type == typeof(byte)) return Numbers<byte>(field, value => value);
        if (type == typeof(ushort)) return Numbers<ushort>(field, value => value);
        if (type == typeof(uint)) return Numbers<uint>(field, value => value);
        if (type == typeof(ulong)) return Numbers<ulong>(field, value => value);
        if (type == typeof(bool)) return Numbers<bool>(field, value => value ? 1 : 0);
        if (type == typeof(decimal)) return Numbers<decimal>(field, value => (double)value);
        if (type == typeof(DateTime)) return Times(field);
        if (type == typeof(string) || type == typeof(ReadOnlyMemory<char>)) return TypedColumn.OfTexts(Texts(field));
        throw new UnreadableFileException(
            $"its column {field.Name} holds {type.Name}, which is no number, text or time");
    }

    private TypedColumn Numbers<T>(DataField field, Func<T, double> convert) where T : struct
    {
        var numbers = new double[group!.RowCount];
        if (field.IsNullable)
        {
            var values = Values<T?>(memory => group.ReadAsync<T>(field, memory));
            for (var i = 0; i < numbers.Length; i++) numbers[i] = values[i] is { } value ? convert(value) : double.NaN;
        }
        else
        {
            var values = Values<T>(memory => group.ReadAsync(field, memory));
            for (var i = 0; i < numbers.Length; i++) numbers[i] = convert(values[i]);
        }
        return TypedColumn.OfNumbers(numbers);
    }

    private TypedColumn Times(DataField field)
    {
        var values = field.IsNullable
            ? Values<DateTime?>(memory => group!.ReadAsync<DateTime>(field, memory))
            : Array.ConvertAll(Values<DateTime>(memory => group!.ReadAsync(field, memory)), value => (DateTime?)value);
        var isLocal = values.All(value => value is not { Kind: DateTimeKind.Utc });
        return TypedColumn.OfTimes(Array.ConvertAll(values, value => value?.Ticks), isLocal);
    }

    private string?[] Texts(DataField field) => Values<string?>(memory => group!.ReadAsync(field, memory!));

    private T[] Values<T>(Func<Memory<T>, ValueTask> read)
    {
        var values = new T[group!.RowCount];
        read(values).AsTask().GetAwaiter().GetResult();
        return values;
    }
}
