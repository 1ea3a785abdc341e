using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using RetrainGrains.Storage.Sql;

namespace RetrainGrains.Storage.Copying;

// row   = value*, in the order of the table's columns
// value = 0 | 1 int64 | 2 float64 | 3 length UTF-8 | 4 length bytes; numbers and lengths are 8 bytes, little-endian

/// <summary>A SHA-256 over all rows of a table in key order: equal in two databases when the tables are.</summary>
internal sealed class TableDigest : IDisposable
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long rows;

    public static async Task<TableReport> ComputeAsync(
        SqlSessions sessions, TableShape table, Action<long> progress, CancellationToken cancellation)
    {
        using var digest = new TableDigest();
        await foreach (var page in TablePages.ReadAsync(sessions, table, digest.AppendAsync, cancellation))
        {
            progress(page);
        }
        return new TableReport(table.Name, digest.rows, Convert.ToHexStringLower(digest.hash.GetHashAndReset()));
    }

    public void Dispose() => hash.Dispose();

    private Task AppendAsync(object?[] row)
    {
        rows++;
        foreach (var value in row) Append(value);
        return Task.CompletedTask;
    }

    private void Append(object? value)
    {
        switch (value)
        {
            case null:
                hash.AppendData([0]);
                break;
            case long number:
                Append(1, number);
                break;
            case double number:
                // SQLite has no negative zero.
                Append(2, BitConverter.DoubleToInt64Bits(number + 0.0));
                break;
            case string text:
                Append(3, Encoding.UTF8.GetBytes(text));
                break;
            case byte[] bytes:
                Append(4, bytes);
                break;
        }
    }

    private void Append(byte kind, byte[] bytes)
    {
        Append(kind, bytes.LongLength);
        hash.AppendData(bytes);
    }

    private void Append(byte kind, long number)
    {
        Span<byte> bytes = stackalloc byte[1 + sizeof(long)];
        bytes[0] = kind;
        BinaryPrimitives.WriteInt64LittleEndian(bytes[1..], number);
        hash.AppendData(bytes);
    }
}
