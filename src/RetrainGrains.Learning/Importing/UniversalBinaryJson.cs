using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;

namespace RetrainGrains.Learning.Importing;

/// <summary>Rewrites UBJSON (ubjson.org, draft 12) as JSON text; numbers that JSON lacks become strings.</summary>
/// <remarks>The part of the format that XGBoost writes: no no-op, no high-precision number, no typed object.</remarks>
internal ref struct UniversalBinaryJson
{
    private const int MaximumDepth = 32;
    private readonly ReadOnlySpan<byte> bytes;
    private readonly Utf8JsonWriter writer;
    private int position;

    private UniversalBinaryJson(ReadOnlySpan<byte> bytes, Utf8JsonWriter writer)
    {
        this.bytes = bytes;
        this.writer = writer;
    }

    public static ReadOnlyMemory<byte> ToJson(ReadOnlySpan<byte> bytes)
    {
        var json = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(json, new JsonWriterOptions { SkipValidation = true });
        var reader = new UniversalBinaryJson(bytes, writer);
        try
        {
            reader.CopyValue(reader.TakeByte(), 0);
        }
        catch (ArgumentException exception)
        {
            throw reader.Error(exception.Message);
        }

        if (reader.position != bytes.Length)
        {
            throw reader.Error($"{bytes.Length - reader.position} bytes follow the model");
        }

        writer.Flush();
        return json.WrittenMemory;
    }

    private readonly ImportException Error(string what) => new($"UBJSON is invalid at byte {position}: {what}.");

    private void CopyValue(byte marker, int depth)
    {
        if (depth > MaximumDepth) throw Error($"values are nested deeper than {MaximumDepth}");
        switch (marker)
        {
            case (byte)'{':
                CopyObject(depth);
                break;
            case (byte)'[':
                CopyArray(depth);
                break;
            case (byte)'S':
                writer.WriteStringValue(TakeText());
                break;
            case (byte)'Z':
                writer.WriteNullValue();
                break;
            case (byte)'T' or (byte)'F':
                writer.WriteBooleanValue(marker == 'T');
                break;
            default:
                CopyNumber(marker);
                break;
        }
    }

    private void CopyObject(int depth)
    {
        writer.WriteStartObject();
        while (PeekByte() != '}')
        {
            writer.WritePropertyName(TakeText());
            CopyValue(TakeByte(), depth + 1);
        }

        position++;
        writer.WriteEndObject();
    }

    private void CopyArray(int depth)
    {
        writer.WriteStartArray();
        byte? type = null;
        if (PeekByte() == '$')
        {
            position++;
            type = TakeByte();
        }

        if (PeekByte() == '#')
        {
            position++;
            var count = TakeLength(type is { } element ? NumberSize(element) : 1);
            for (var i = 0; i < count; i++) CopyValue(type ?? TakeByte(), depth + 1);
        }
        else if (type is not null)
        {
            throw Error("a typed array has no count");
        }
        else
        {
            for (var marker = TakeByte(); marker != ']'; marker = TakeByte()) CopyValue(marker, depth + 1);
        }

        writer.WriteEndArray();
    }

    private void CopyNumber(byte marker)
    {
        switch (marker)
        {
            case (byte)'d':
                var single = BinaryPrimitives.ReadSingleBigEndian(Take(sizeof(float)));
                if (float.IsFinite(single))
                {
                    writer.WriteNumberValue(single);
                    return;
                }

                writer.WriteStringValue(ModelField.NameOf(single));
                return;
            case (byte)'D':
                var number = BinaryPrimitives.ReadDoubleBigEndian(Take(sizeof(double)));
                if (double.IsFinite(number))
                {
                    writer.WriteNumberValue(number);
                    return;
                }

                writer.WriteStringValue(ModelField.NameOf(number));
                return;
            default:
                writer.WriteNumberValue(TakeInteger(marker));
                return;
        }
    }

    private long TakeInteger(byte marker)
    {
        var number = Take(NumberSize(marker));
        return marker switch
        {
            (byte)'i' => (sbyte)number[0],
            (byte)'U' => number[0],
            (byte)'I' => BinaryPrimitives.ReadInt16BigEndian(number),
            (byte)'l' => BinaryPrimitives.ReadInt32BigEndian(number),
            (byte)'L' => BinaryPrimitives.ReadInt64BigEndian(number),
            _ => throw Error($"'{(char)marker}' is no whole number"),
        };
    }

    private readonly int NumberSize(byte marker) => marker switch
    {
        (byte)'i' or (byte)'U' => sizeof(byte),
        (byte)'I' => sizeof(short),
        (byte)'l' or (byte)'d' => sizeof(int),
        (byte)'L' or (byte)'D' => sizeof(long),
        _ => throw Error($"the marker 0x{marker:x2} is not supported"),
    };

    private ReadOnlySpan<byte> TakeText() => Take(TakeLength(1));

    private int TakeLength(int bytesEach)
    {
        var length = TakeInteger(TakeByte());
        return length >= 0 && length <= (bytes.Length - position) / bytesEach
            ? (int)length
            : throw Error($"a length is {length}, {bytes.Length - position} bytes are left");
    }

    private byte TakeByte() => Take(1)[0];

    private readonly byte PeekByte() => position < bytes.Length ? bytes[position] : throw Error("it ends here");

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > bytes.Length - position)
        {
            throw Error($"{count} bytes are needed, {bytes.Length - position} are left");
        }

        position += count;
        return bytes.Slice(position - count, count);
    }
}
