using System.Security.Cryptography;

namespace RetrainGrains.Gateway.Services;

/// <summary>
/// The stream that a file is written into while it is sent: it gives the bytes out again in parts of one size, and
/// knows the length and the hash of all of them.
/// </summary>
internal sealed class PartBuffer(int partBytes) : Stream
{
    private readonly Queue<byte[]> full = [];
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] part = new byte[partBytes];
    private int used;
    private long length;

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => length;

    public override long Position
    {
        get => length;
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        hash.AppendData(buffer);
        length += buffer.Length;
        while (buffer.Length > 0)
        {
            var taken = Math.Min(buffer.Length, partBytes - used);
            buffer[..taken].CopyTo(part.AsSpan(used));
            used += taken;
            buffer = buffer[taken..];
            if (used < partBytes) continue;
            full.Enqueue(part);
            (part, used) = (new byte[partBytes], 0);
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Write(buffer.AsSpan(offset, count));
        return Task.CompletedTask;
    }

    public override ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    /// <summary>Takes the next part that is full; null: there is none yet.</summary>
    public byte[]? Take() => full.TryDequeue(out var taken) ? taken : null;

    /// <summary>Returns what is left when all full parts are taken.</summary>
    public ReadOnlyMemory<byte> Rest() => part.AsMemory(0, used);

    /// <summary>Returns the SHA-256 of all that was written, as 64 digits.</summary>
    public string Hash() => Convert.ToHexStringLower(hash.GetCurrentHash());

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
