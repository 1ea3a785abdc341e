using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace RetrainGrains.Storage.Sql;

/// <summary>The features on disk: little-endian float32, NaN payloads included, whatever machine wrote them.</summary>
internal static class FeatureBytes
{
    public static byte[] Encode(ReadOnlySpan<float> features)
    {
        var bytes = MemoryMarshal.AsBytes(features).ToArray();
        Swap(bytes);
        return bytes;
    }

    public static float[] Decode(byte[] bytes)
    {
        Swap(bytes);
        return MemoryMarshal.Cast<byte, float>(bytes).ToArray();
    }

    private static void Swap(byte[] bytes)
    {
        if (!BitConverter.IsLittleEndian)
        {
            var words = MemoryMarshal.Cast<byte, int>(bytes.AsSpan());
            BinaryPrimitives.ReverseEndianness(words, words);
        }
    }
}
