using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using RetrainGrains.Statistics.Metrics;

namespace RetrainGrains.Statistics.Streaming;

/// <summary>
/// Writes state or reads it back: a type names its fields once and both directions follow, so they cannot disagree.
/// Layout, little-endian: kind (4 letters), version (1 byte), fields (8 bytes each), FNV-1a of all before (8 bytes).
/// </summary>
internal ref struct StateCodec
{
    private const int Header = 5;
    private const int Checksum = 8;
    private readonly ArrayBufferWriter<byte>? written;
    private ReadOnlySpan<byte> unread;

    public StateCodec(StateFormat format)
    {
        written = new ArrayBufferWriter<byte>();
        written.Write(Encoding.ASCII.GetBytes(format.Kind));
        written.Write([format.Version]);
    }

    public StateCodec(StateFormat format, ReadOnlySpan<byte> saved)
    {
        if (saved.Length < Header + Checksum)
            throw Refused($"{saved.Length} bytes are too few, {Header + Checksum} is the least");
        var kind = Encoding.ASCII.GetString(saved[..4]);
        if (kind != format.Kind) throw Refused($"it is of kind '{kind}', and '{format.Kind}' is wanted");
        if (saved[4] != format.Version)
            throw Refused($"version {saved[4]} of '{kind}' is not known, version {format.Version} is");
        var body = saved[..^Checksum];
        if (BinaryPrimitives.ReadUInt64LittleEndian(saved[^Checksum..]) != Hash(body))
            throw Refused($"the checksum of '{kind}' does not match its {saved.Length} bytes");
        unread = body[Header..];
    }

    /// <summary>
    /// Saves a setting, and refuses a saved one that differs: state means something only to the settings it was
    /// gathered under.
    /// </summary>
    public void Setting(string name, double value)
    {
        var saved = value;
        Value(ref saved);
        if (!saved.Equals(value)) throw Refused($"{name} was {saved} when it was saved and is {value} now");
    }

    public void Value(ref double value) =>
        value = BitConverter.Int64BitsToDouble(Word(BitConverter.DoubleToInt64Bits(value)));

    public void Values(Span<double> values)
    {
        foreach (ref var value in values) Value(ref value);
    }

    public void Count(string name, ref long count, long maximum = long.MaxValue)
    {
        count = Word(count);
        if (count < 0 || count > maximum) throw Refused($"{name} is {count}, outside 0 to {maximum}");
    }

    public void Count(string name, ref int count, int maximum = int.MaxValue)
    {
        long wide = count;
        Count(name, ref wide, maximum);
        count = (int)wide;
    }

    public void Moments(string name, ref RunningMoments moments)
    {
        var (rows, mean, deviations) = ((long)moments.Rows, moments.Mean, moments.SquaredDeviations);
        Count(name, ref rows);
        Value(ref mean);
        Value(ref deviations);
        moments = new RunningMoments(rows, mean, deviations);
    }

    public void Bits(ref ulong bits) => bits = (ulong)Word((long)bits);

    /// <summary>The finished bytes; or, after reading, the proof that none are left.</summary>
    public readonly byte[] Finish()
    {
        if (written is null) return unread.IsEmpty ? [] : throw Refused($"{unread.Length} bytes are left over");
        BinaryPrimitives.WriteUInt64LittleEndian(written.GetSpan(Checksum), Hash(written.WrittenSpan));
        written.Advance(Checksum);
        return written.WrittenSpan.ToArray();
    }

    private long Word(long value)
    {
        if (written is not null)
        {
            BinaryPrimitives.WriteInt64LittleEndian(written.GetSpan(sizeof(long)), value);
            written.Advance(sizeof(long));
            return value;
        }
        if (unread.Length < sizeof(long)) throw Refused($"it ends within a field, {unread.Length} bytes are left");
        value = BinaryPrimitives.ReadInt64LittleEndian(unread);
        unread = unread[sizeof(long)..];
        return value;
    }

    // http://www.isthe.com/chongo/tech/comp/fnv: every change of one byte changes it, most others do.
    private static ulong Hash(ReadOnlySpan<byte> bytes)
    {
        var hash = 0xCBF29CE484222325UL;
        foreach (var value in bytes) hash = (hash ^ value) * 0x100000001B3UL;
        return hash;
    }

    private static InvalidDataException Refused(string reason) => new($"The saved state is refused: {reason}.");
}
