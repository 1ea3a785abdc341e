using System.Text;

namespace RetrainGrains.Storage.Sql;

/// <summary>The sizes that the tables accept. A refusal names the field, its value and the rule.</summary>
internal static class Bounds
{
    public const int LimitMax = 100_000;
    public const int BatchRowsMax = 100_000;
    public const int IdLengthMax = 200;

    /// <summary>A grain's id holds its type beside a key that may be a model id.</summary>
    public const int GrainIdLengthMax = 512;
    public const int FeaturesMax = 16_384;
    public const int BodyBytesMax = 4 << 20;
    public const int ArtifactBytesMax = 256 << 20;

    public static void Limit(int limit)
    {
        if (limit is < 1 or > LimitMax)
        {
            throw new ArgumentOutOfRangeException(nameof(limit), limit, $"limit must be 1 to {LimitMax}.");
        }
    }

    public static void Id(string id, string field, int max = IdLengthMax)
    {
        ArgumentNullException.ThrowIfNull(id, field);
        if (id.Length == 0 || id.Length > max)
        {
            throw new ArgumentException(
                $"{field} is '{Start(id)}' with {id.Length} characters; it must have 1 to {max}.");
        }
        Text(id, field);
    }

    /// <summary>A kind is one word of the ledger's or the outbox's language: an id without line breaks.</summary>
    public static void Kind(string kind, string field)
    {
        Id(kind, field);
        if (kind.Contains('\n', StringComparison.Ordinal))
        {
            throw new ArgumentException($"{field} is '{Start(kind)}'; it must not contain a line break.");
        }
    }

    // The one character that not every database can store.
    public static void Text(string text, string field)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException($"{field} is '{Start(text)}'; it must not contain the character NUL.");
        }
    }

    public static void Body(string body, string field)
    {
        ArgumentNullException.ThrowIfNull(body, field);
        Text(body, field);
        // A UTF-16 unit is three bytes at most, so that a short text need not be counted.
        if (body.Length > BodyBytesMax / 3) Size(Encoding.UTF8.GetByteCount(body), BodyBytesMax, field);
    }

    public static void Size(int bytes, int max, string field)
    {
        if (bytes > max) throw new ArgumentException($"{field} has {bytes} bytes; it must have at most {max}.");
    }

    public static void Batch(int rows)
    {
        if (rows > BatchRowsMax)
        {
            throw new ArgumentException($"rows has {rows} rows; a batch must have at most {BatchRowsMax}.");
        }
    }

    private static string Start(string text) => text.Length <= 40 ? text : string.Concat(text.AsSpan(0, 40), "…");
}
