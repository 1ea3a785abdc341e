using Apache.Arrow;
using Apache.Arrow.Compression;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;

namespace RetrainGrains.Sources.Files;

/// <summary>The rows of an Arrow file (Feather) or stream, one record batch after the other.</summary>
internal sealed class ArrowRows : TypedRows
{
    private readonly ArrowStreamReader file;
    private readonly int[] places;
    private RecordBatch? batch;

    private ArrowRows(ArrowStreamReader file, int[] places, IReadOnlyList<string> notes)
        : base([.. places.Select(place => file.Schema.GetFieldByIndex(place).Name)], notes) =>
        (this.file, this.places) = (file, places);

    /// <summary>Opens a file, as Feather is one, which is closed with its rows.</summary>
    public static ArrowRows OpenFile(Stream stream) =>
        Of(Guarded(() => new ArrowFileReader(stream, new CompressionCodecFactory())));

    /// <summary>Opens a stream of batches, which is closed with its rows.</summary>
    public static ArrowRows OpenStream(Stream stream) =>
        Of(Guarded(() => new ArrowStreamReader(stream, new CompressionCodecFactory())));

    public override void Dispose()
    {
        batch?.Dispose();
        file.Dispose();
    }

    protected override int? NextGroup()
    {
        batch?.Dispose();
        batch = file.ReadNextRecordBatch();
        return batch?.Length;
    }

    protected override TypedColumn ReadColumn(int column) => Read(batch!.Column(places[column]));

    private static ArrowRows Of(ArrowStreamReader file)
    {
        var schema = Guarded(() => file.Schema);
        var (places, nested) = (new List<int>(), new List<string>());
        foreach (var (place, field) in schema.FieldsList.Index())
        {
            if (field.DataType is NestedType) nested.Add(field.Name);
            else places.Add(place);
        }
        return new ArrowRows(file, [.. places], nested.Count == 0 ? [] :
            [$"columns that hold lists or records cannot be used: {string.Join(", ", nested.Take(10))}"]);
    }

    private static TypedColumn Read(IArrowArray array)
    {
        TypedColumn Numbers(Func<int, double?> at) => TypedColumn.OfNumbers(Cells(array, row => at(row) ?? double.NaN));
        return array switch
        {
            DoubleArray numbers => Numbers(row => numbers.GetValue(row)),
            FloatArray numbers => Numbers(row => numbers.GetValue(row)),
            HalfFloatArray numbers => Numbers(row => (double?)numbers.GetValue(row)),
            Int64Array numbers => Numbers(row => numbers.GetValue(row)),
            Int32Array numbers => Numbers(row => numbers.GetValue(row)),
            Int16Array numbers => Numbers(row => numbers.GetValue(row)),
            Int8Array numbers => Numbers(row => numbers.GetValue(row)),
            UInt64Array numbers => Numbers(row => numbers.GetValue(row)),
            UInt32Array numbers => Numbers(row => numbers.GetValue(row)),
            UInt16Array numbers => Numbers(row => numbers.GetValue(row)),
            UInt8Array numbers => Numbers(row => numbers.GetValue(row)),
            BooleanArray flags => Numbers(row => flags.GetValue(row) is { } flag ? flag ? 1 : 0 : null),
            Decimal128Array numbers => Numbers(row => (double?)numbers.GetValue(row)),
            StringArray texts => TypedColumn.OfTexts(Cells(array, row => texts.GetString(row))),
            LargeStringArray texts => TypedColumn.OfTexts(Cells(array, row => texts.GetString(row))),
            StringViewArray texts => TypedColumn.OfTexts(Cells(array, row => texts.GetString(row))),
            Date32Array days => Times(days, row => days.GetDateTime(row)?.Ticks, isLocal: true),
            Date64Array days => Times(days, row => days.GetDateTime(row)?.Ticks, isLocal: true),
            TimestampArray times => Times(times, row => times.GetTimestamp(row)?.UtcTicks,
                isLocal: string.IsNullOrEmpty(((TimestampType)times.Data.DataType).Timezone)),
            DictionaryArray coded => OfCodes(coded),
            _ => throw new UnreadableFileException($"a column holds {array.Data.DataType.Name}: it must be a number, a "
                + "text or a time"),
        };
    }

    private static TypedColumn OfCodes(DictionaryArray coded)
    {
        var (codes, values) = (Read(coded.Indices), Read(coded.Dictionary));
        return TypedColumn.OfTexts(Cells(coded, row =>
            codes.NumberAt(row) is { } code && !double.IsNaN(code) ? values.TextAt((int)code) : null));
    }

    private static TypedColumn Times(IArrowArray array, Func<int, long?> at, bool isLocal) =>
        TypedColumn.OfTimes(Cells(array, at), isLocal);

    private static T[] Cells<T>(IArrowArray array, Func<int, T> at)
    {
        var cells = new T[array.Length];
        for (var row = 0; row < cells.Length; row++) cells[row] = at(row);
        return cells;
    }
}
