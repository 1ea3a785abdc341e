using System.Buffers;

namespace RetrainGrains.Domain.Observations;

/// <summary>
/// The form of the prediction ids that the server makes: the time of the row and a number, 18 characters. Such an id
/// says where its row lies, so that no index is needed to find it; ids of this form sort by time.
/// </summary>
public static class TimedId
{
    /// <summary>The values that the number of an id can have.</summary>
    public const ulong Numbers = 1ul << (BitsPerCharacter * NumberCharacters);

    // The digits of Crockford's Base32 in the order of ASCII, without letters that are taken for others.
    private const string Digits = "0123456789abcdefghjkmnpqrstvwxyz";
    private const int BitsPerCharacter = 5;

    // 45 bits of milliseconds reach beyond the year 3000.
    private const int TimeCharacters = 9;
    private const int NumberCharacters = 8;
    private const int Length = 1 + TimeCharacters + NumberCharacters;

    // No id that people or programs make is likely to begin so and to go on with 17 of the digits.
    private const char Mark = '_';

    private static readonly SearchValues<char> AllDigits = SearchValues.Create(Digits);

    /// <summary>Makes the id of a row from its time (1970 to 3084) and a number below <see cref="Numbers"/>.</summary>
    public static string Make(DateTimeOffset at, ulong number) =>
        string.Create(Length, (Time: (ulong)at.ToUnixTimeMilliseconds(), Number: number), static (text, parts) =>
        {
            text[0] = Mark;
            Write(text.Slice(1, TimeCharacters), parts.Time);
            Write(text[(1 + TimeCharacters)..], parts.Number);
        });

    /// <summary>Reads the time out of an id, to the millisecond; false for ids of other forms.</summary>
    public static bool TryRead(string id, out DateTimeOffset at)
    {
        at = default;
        if (id.Length != Length || id[0] != Mark || id.AsSpan(1).ContainsAnyExcept(AllDigits)) return false;
        var milliseconds = 0L;
        foreach (var digit in id.AsSpan(1, TimeCharacters))
        {
            milliseconds = (milliseconds << BitsPerCharacter) | (uint)Digits.IndexOf(digit, StringComparison.Ordinal);
        }
        at = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        return true;
    }

    /// <summary>Answers whether a row may have this id: one of this form tells the row's own time.</summary>
    public static bool Suits(string id, DateTimeOffset at) =>
        !TryRead(id, out var told) || told.ToUnixTimeMilliseconds() == at.ToUnixTimeMilliseconds();

    private static void Write(Span<char> text, ulong value)
    {
        for (var i = text.Length - 1; i >= 0; i--, value >>= BitsPerCharacter)
        {
            text[i] = Digits[(int)(value % (1 << BitsPerCharacter))];
        }
    }
}
