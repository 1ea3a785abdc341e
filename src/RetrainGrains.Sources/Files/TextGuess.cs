using System.Text;

namespace RetrainGrains.Sources.Files;

/// <summary>Finds the encoding of a text by its first bytes, or by its name.</summary>
internal static class TextGuess
{
    private const int WindowsWestern = 1252;

    /// <summary>Returns the encoding of a name as people write it; null where none has it.</summary>
    public static Encoding? Find(string name)
    {
        if (name.Equals("utf-8", StringComparison.OrdinalIgnoreCase)) return Strict();
        try
        {
            return Encoding.GetEncoding(name);
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name);
        }
    }

    /// <summary>Returns the encoding that a beginning tells; null: by its zeros it is no text.</summary>
    public static Encoding? Of(ReadOnlySpan<byte> start, OneByteFallback fallback)
    {
        if (start is [0xFF, 0xFE, 0, 0, ..]) return Encoding.UTF32;
        if (start is [0, 0, 0xFE, 0xFF, ..]) return new UTF32Encoding(bigEndian: true, byteOrderMark: true);
        if (start is [0xFF, 0xFE, ..]) return Encoding.Unicode;
        if (start is [0xFE, 0xFF, ..]) return Encoding.BigEndianUnicode;
        if (!start.Contains((byte)0)) return Encoding.GetEncoding("utf-8", EncoderFallback.ExceptionFallback, fallback);
        var (even, odd) = (0, 0);
        for (var i = 0; i < start.Length; i++)
        {
            if (start[i] != 0) continue;
            if (i % 2 == 0) even++;
            else odd++;
        }
        // A table's names, numbers and delimiters are ASCII: every second byte of UTF-16 is zero.
        return odd > start.Length / 4 && even == 0 ? Encoding.Unicode
            : even > start.Length / 4 && odd == 0 ? Encoding.BigEndianUnicode
            : null;
    }

    /// <summary>Returns the texts of the 256 bytes in the encoding that Windows used in the West.</summary>
    public static string WesternCharacters()
    {
        var western = CodePagesEncodingProvider.Instance.GetEncoding(WindowsWestern)!;
        return western.GetString([.. Enumerable.Range(0, 256).Select(one => (byte)one)]);
    }

    private static UTF8Encoding Strict() => new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
}

/// <summary>Reads each byte that is no UTF-8 as the letter that it was before UTF-8, and counts them.</summary>
internal sealed class OneByteFallback : DecoderFallback
{
    private readonly string characters = TextGuess.WesternCharacters();

    /// <summary>The number of bytes that were no UTF-8.</summary>
    public long Bytes { get; private set; }

    public override int MaxCharCount => 4;

    /// <summary>Starts to count afresh.</summary>
    public void Forget() => Bytes = 0;

    public override DecoderFallbackBuffer CreateFallbackBuffer() => new Buffer(this);

    private sealed class Buffer(OneByteFallback owner) : DecoderFallbackBuffer
    {
        private byte[] unknown = [];
        private int next;

        public override int Remaining => unknown.Length - next;

        public override bool Fallback(byte[] bytesUnknown, int index)
        {
            (unknown, next) = (bytesUnknown, 0);
            owner.Bytes += bytesUnknown.Length;
            return true;
        }

        public override char GetNextChar() => Remaining > 0 ? owner.characters[unknown[next++]] : '\0';

        public override bool MovePrevious()
        {
            if (next == 0) return false;
            next--;
            return true;
        }
    }
}
