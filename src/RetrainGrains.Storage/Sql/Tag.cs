using System.Globalization;

namespace RetrainGrains.Storage.Sql;

/// <summary>A tag is a number to us and an opaque text to callers; a text that we never gave matches nothing.</summary>
internal static class Tag
{
    private const long NeverGiven = -1;

    public static string ToText(long tag) => tag.ToString(CultureInfo.InvariantCulture);

    public static long ToNumber(string tag) =>
        long.TryParse(tag, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : NeverGiven;
}
