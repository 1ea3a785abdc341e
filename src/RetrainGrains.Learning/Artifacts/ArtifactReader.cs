using System.Buffers.Binary;
using System.Text;

namespace RetrainGrains.Learning.Artifacts;

/// <summary>Reads the fields of an artifact and checks each of them.</summary>
internal sealed class ArtifactReader(ReadOnlyMemory<byte> bytes, ModelKinds kinds)
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);
    private int position;

    /// <summary>The kinds that a model within a model can be of.</summary>
    public ModelKinds Kinds => kinds;

    public int Remaining => bytes.Length - position;

    public ArtifactException Error(string what) => new($"Artifact is invalid at byte {position}: {what}.");

    public ReadOnlyMemory<byte> Take(int count, string field)
    {
        if (count < 0 || count > Remaining) throw Error($"{field} needs {count} bytes, {Remaining} are left");
        var taken = bytes.Slice(position, count);
        position += count;
        return taken;
    }

    public byte ReadByte(string field) => Take(1, field).Span[0];

    public ushort ReadUInt16(string field) =>
        BinaryPrimitives.ReadUInt16LittleEndian(Take(sizeof(ushort), field).Span);

    public int ReadInt32(string field) => BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int), field).Span);

    public float ReadSingle(string field) =>
        BinaryPrimitives.ReadSingleLittleEndian(Take(sizeof(float), field).Span);

    public float ReadFiniteSingle(string field)
    {
        var value = ReadSingle(field);
        return float.IsFinite(value) ? value : throw Error($"{field} is {value}; it must be finite");
    }

    public double ReadFiniteDouble(string field)
    {
        var value = BinaryPrimitives.ReadDoubleLittleEndian(Take(sizeof(double), field).Span);
        return double.IsFinite(value) ? value : throw Error($"{field} is {value}; it must be finite");
    }

    public double ReadProbability(string field)
    {
        var value = ReadFiniteDouble(field);
        return value is >= 0 and <= 1 ? value : throw Error($"{field} is {value}; it must be from 0 to 1");
    }

    public double[] ReadFiniteDoubles(int count, string field)
    {
        RequireRoomFor(count, sizeof(double), field);
        var values = new double[count];
        for (var i = 0; i < count; i++) values[i] = ReadFiniteDouble(field);
        return values;
    }

    /// <summary>Reads a count that is within its bound and whose elements the remaining bytes can hold.</summary>
    public int ReadCount(string field, int maximum, int minimumBytesEach)
    {
        var count = ReadInt32($"number of {field}");
        if (count < 1 || count > maximum) throw Error($"number of {field} is {count}; it must be from 1 to {maximum}");
        RequireRoomFor(count, minimumBytesEach, field);
        return count;
    }

    public TEnum ReadEnum<TEnum>(string field)
        where TEnum : struct, Enum
    {
        var value = (TEnum)Enum.ToObject(typeof(TEnum), ReadByte(field));
        return Enum.IsDefined(value) ? value : throw Error($"{field} has the unknown code {value:D}");
    }

    public string ReadText(string field)
    {
        var text = Take(ReadUInt16($"length of {field}"), field);
        try
        {
            return StrictUtf8.GetString(text.Span);
        }
        catch (DecoderFallbackException)
        {
            throw Error($"{field} is not UTF-8 text");
        }
    }

    private void RequireRoomFor(int count, int bytesEach, string field)
    {
        if ((long)count * bytesEach > Remaining)
        {
            throw Error($"{count} {field} need {(long)count * bytesEach} bytes, {Remaining} are left");
        }
    }
}
