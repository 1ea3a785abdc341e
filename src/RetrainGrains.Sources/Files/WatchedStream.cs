namespace RetrainGrains.Sources.Files;

/// <summary>
/// A stream that is read once, which knows how it ended, and that refuses to grow without end: a small packed file may
/// hold more than any disk.
/// </summary>
internal sealed class WatchedStream(Stream inner, Func<long>? packedBytes = null) : Stream
{
    // Tables shrink to a third or a tenth; a thousandth is what zeros do.
    private const long RatioMax = 250;

    // Below it, a high ratio harms nobody: columns of one value are often packed.
    private const long Unwatched = 256L << 20;

    private long bytes;
    private byte last;

    /// <summary>Returns true where the last line is ended, as every line of a whole file is.</summary>
    public bool EndsWithLine => bytes == 0 || last is (byte)'\n' or (byte)'\r';

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => bytes; set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        for (var i = read - 1; i >= 0; i--)
        {
            // The other half of a UTF-16 line break.
            if (buffer[i] == 0) continue;
            last = buffer[i];
            break;
        }
        bytes += read;
        if (packedBytes is not null && bytes > Unwatched && bytes > RatioMax * Math.Max(1, packedBytes()))
        {
            throw new UnreadableFileException(
                $"it unpacks to more than {RatioMax} times its size, which no table does: unpack it to see what it is");
        }
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
