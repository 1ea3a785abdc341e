using Google.Protobuf.WellKnownTypes;
using RetrainGrains.Cli.Terminal;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Cli.Client;

/// <summary>Formats values and tables as people read them.</summary>
internal static class Shown
{
    private const string Nothing = "–";

    public static string Time(Timestamp? at) => at is null
        ? Nothing
        : at.ToDateTimeOffset().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Formats a time for a table, in which seconds would cost room and tell little.</summary>
    public static string Minute(Timestamp? at) => at is null
        ? Nothing
        : Formatted.Instant(at.ToDateTimeOffset());

    public static string Day(Timestamp? at) => at is null
        ? Nothing
        : at.ToDateTimeOffset().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Whole(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    public static string Number(double number) => double.IsNaN(number) ? Nothing : Formatted.Number(number);

    public static string Text(string? text) => string.IsNullOrEmpty(text) ? Nothing : text;

    /// <summary>Names a value of an enumeration as options and policies write it.</summary>
    public static string Name<T>(T value) where T : struct, System.Enum
    {
        var name = value.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }

    /// <summary>Reads such a name; null where it is none.</summary>
    public static T? Named<T>(string text) where T : struct, System.Enum =>
        System.Enum.GetValues<T>().Cast<T?>().FirstOrDefault(
            value => string.Equals($"{value}", text, StringComparison.OrdinalIgnoreCase));

    /// <summary>Writes names and values in two columns.</summary>
    public static void Pairs(CommandOutput output, params IEnumerable<(string Name, string Value)> pairs)
    {
        foreach (var (name, value) in pairs) output.WriteLine($"{name,-15} {value}");
    }
}
