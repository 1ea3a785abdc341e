using System.Buffers.Binary;
using System.Text;

namespace RetrainGrains.Storage.Formats;

/// <summary>
/// The end of a stored learned state: named sections, each with its length before it, so that a reader passes over
/// those it does not know. Layout: length of the name (1 byte), name (ASCII), length (4 bytes, little-endian), body.
/// </summary>
internal static class LearnedStateSections
{
    public static byte[] Write(IEnumerable<(string Name, byte[] Body)> sections)
    {
        using var bytes = new MemoryStream();
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var (name, body) in sections)
        {
            bytes.WriteByte((byte)name.Length);
            bytes.Write(Encoding.ASCII.GetBytes(name));
            BinaryPrimitives.WriteInt32LittleEndian(length, body.Length);
            bytes.Write(length);
            bytes.Write(body);
        }
        return bytes.ToArray();
    }

    public static Dictionary<string, byte[]> Read(ReadOnlySpan<byte> bytes)
    {
        var sections = new Dictionary<string, byte[]>();
        while (!bytes.IsEmpty)
        {
            var name = Take(ref bytes, Take(ref bytes, 1)[0]);
            var length = BinaryPrimitives.ReadInt32LittleEndian(Take(ref bytes, sizeof(int)));
            if (name.IsEmpty || !sections.TryAdd(Encoding.ASCII.GetString(name), Take(ref bytes, length).ToArray()))
            {
                throw new InvalidDataException("learned: a section has no name, or one that another has");
            }
        }
        return sections;
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> bytes, int count)
    {
        if (count < 0 || count > bytes.Length)
        {
            throw new InvalidDataException($"learned: a section of {count} bytes, and {bytes.Length} are left");
        }
        var taken = bytes[..count];
        bytes = bytes[count..];
        return taken;
    }
}
