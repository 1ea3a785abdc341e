using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Storage;

namespace RetrainGrains.Fleet.Training;

/// <summary>
/// Names what a version learned from: one SHA-256 over the schema and every row in training order. All that a training
/// reads of a row is in it, bit for bit; what is not, such as the prediction that was served, is not.
/// </summary>
public static class DatasetFingerprint
{
    // Stored with versions: another layout is another format, never a change of this one.
    // Little endian; texts as UTF-8 after their length, as BinaryWriter writes them.
    private const string Format = "retrain dataset 1";

    public static string Of(FeatureSchema schema, IReadOnlyList<LabelledRow> rows)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(BytesOf(schema));
        var bytes = new ArrayBufferWriter<byte>();
        foreach (var row in rows)
        {
            bytes.ResetWrittenCount();
            Write(row, bytes);
            hash.AppendData(bytes.WrittenSpan);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static byte[] BytesOf(FeatureSchema schema)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(Format);
        writer.Write((int)schema.Task);
        writer.Write(schema.Target);
        writer.Write(schema.LastValueIndex);
        writer.Write(schema.Features.Length);
        foreach (var feature in schema.Features)
        {
            writer.Write(feature.Name);
            writer.Write((int)feature.Kind);
            writer.Write(feature.Categories.Length);
            foreach (var category in feature.Categories) writer.Write(category);
        }
        foreach (var name in schema.Classes ?? []) writer.Write(name);
        return bytes.ToArray();
    }

    // When an outcome became known is in it: that decides what a search may learn from.
    private static void Write(LabelledRow row, ArrayBufferWriter<byte> bytes)
    {
        const int Fixed = 3 * sizeof(long) + sizeof(int);
        var length = Fixed + row.Features.Length * sizeof(float);
        var span = bytes.GetSpan(length);
        BinaryPrimitives.WriteInt64LittleEndian(span, row.At.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteInt64LittleEndian(span[8..], row.KnownAt.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteDoubleLittleEndian(span[16..], row.Outcome);
        BinaryPrimitives.WriteInt32LittleEndian(span[24..], row.Features.Length);
        for (var i = 0; i < row.Features.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(span[(Fixed + i * sizeof(float))..], row.Features[i]);
        }
        bytes.Advance(length);
    }
}
