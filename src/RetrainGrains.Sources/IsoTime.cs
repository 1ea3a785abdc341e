namespace RetrainGrains.Sources;

/// <summary>
/// Reads a date, or a date and a time, as ISO 8601 writes them, and as databases and data frames do: a blank for the T,
/// up to nine digits of a second, and an offset as Z, UTC, +01, +0100 or +01:00.
/// </summary>
internal static class IsoTime
{
    private const int TickDigits = 7;

    /// <summary>Reads the local ticks and the offset that the text states, null where it states none.</summary>
    public static bool TryParse(string text, out long ticks, out TimeSpan? offset)
    {
        (ticks, offset) = (0, null);
        var at = 0;
        if (!Number(text, ref at, 4, out var year)) return false;
        var isExtended = Takes(text, ref at, '-');
        if (!Number(text, ref at, 2, out var month) || (isExtended && !Takes(text, ref at, '-'))
            || !Number(text, ref at, 2, out var day)) return false;
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return false;
        ticks = new DateTime(year, month, day).Ticks;
        // Eight digits alone may as well count something: a format says that they are a date.
        if (at == text.Length) return isExtended;
        return TimeOfDay(text, ref at, isExtended, ref ticks) && Offset(text, at, out offset);
    }

    private static bool TimeOfDay(string text, ref int at, bool isExtended, ref long ticks)
    {
        if (text[at] is not ('T' or 't' or ' ')) return false;
        at++;
        if (!Number(text, ref at, 2, out var hour)) return false;
        var (minute, second) = (0, 0);
        if (isExtended ? Takes(text, ref at, ':') : HasDigit(text, at))
        {
            if (!Number(text, ref at, 2, out minute)) return false;
            if ((isExtended ? Takes(text, ref at, ':') : HasDigit(text, at)) && !Number(text, ref at, 2, out second))
                return false;
        }
        var fraction = 0L;
        if (at < text.Length && text[at] is '.' or ',')
        {
            at++;
            var digits = 0;
            for (; HasDigit(text, at); at++, digits++)
            {
                // Nanoseconds are cut off: a time counts in ticks of a hundred.
                if (digits < TickDigits) fraction = fraction * 10 + (text[at] - '0');
            }
            if (digits == 0) return false;
            for (; digits < TickDigits; digits++) fraction *= 10;
        }
        // 24:00 is the end of a day. A leap second has no tick of its own: it is the last one before it.
        var isEndOfDay = hour == 24 && minute == 0 && second == 0 && fraction == 0;
        if ((hour > 23 && !isEndOfDay) || minute > 59 || second > 60) return false;
        ticks += hour * TimeSpan.TicksPerHour + minute * TimeSpan.TicksPerMinute
            + Math.Min(second, 59) * TimeSpan.TicksPerSecond + fraction;
        return true;
    }

    private static bool Offset(string text, int at, out TimeSpan? offset)
    {
        offset = null;
        if (at == text.Length) return true;
        var stated = text.AsSpan(at).Trim(' ');
        if (stated is "Z" or "z" or "UTC" or "GMT")
        {
            offset = TimeSpan.Zero;
            return true;
        }
        if (stated.Length < 3 || stated[0] is not ('+' or '-')) return false;
        var digits = stated.Length == 6 && stated[3] == ':' ? $"{stated[1..3]}{stated[4..]}" : stated[1..].ToString();
        if (digits.Length is not (2 or 4)
            || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return false;
        var (hours, minutes) = digits.Length == 2 ? (number, 0) : (number / 100, number % 100);
        if (hours > 14 || minutes > 59) return false;
        var span = new TimeSpan(hours, minutes, 0);
        offset = stated[0] == '-' ? -span : span;
        return true;
    }

    private static bool Number(string text, ref int at, int digits, out int number)
    {
        number = 0;
        if (at + digits > text.Length) return false;
        for (var end = at + digits; at < end; at++)
        {
            if (!char.IsAsciiDigit(text[at])) return false;
            number = number * 10 + (text[at] - '0');
        }
        return true;
    }

    private static bool HasDigit(string text, int at) => at < text.Length && char.IsAsciiDigit(text[at]);

    private static bool Takes(string text, ref int at, char character)
    {
        if (at >= text.Length || text[at] != character) return false;
        at++;
        return true;
    }
}
