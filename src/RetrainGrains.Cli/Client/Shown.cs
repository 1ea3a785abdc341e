using Google.Protobuf.WellKnownTypes;
using RetrainGrains.Cli.Terminal;
using RetrainGrains.Domain.Primitives;
using Spectre.Console;

namespace RetrainGrains.Cli.Client;

/// <summary>Formats values and tables as people read them.</summary>
internal static class Shown
{
    private const string Nothing = "–";

    public static string Time(Timestamp? at) => at is null
        ? Nothing
        : at.ToDateTimeOffset().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

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

    /// <summary>Begins a table; a column whose title begins with <c>&gt;</c> holds numbers.</summary>
    public static Table Table(params IEnumerable<string> titles)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var title in titles)
        {
            var column = new TableColumn(Markup.Escape(title.TrimStart('>')));
            table.AddColumn(title.StartsWith('>') ? column.RightAligned().NoWrap() : column);
        }
        return table;
    }

    public static void Row(this Table table, params IEnumerable<string> cells) =>
        table.AddRow([.. cells.Select(cell => Markup.Escape(CommandOutput.Plain(cell)))]);

    /// <summary>Writes names and values in two columns.</summary>
    public static void Pairs(CommandOutput output, params IEnumerable<(string Name, string Value)> pairs)
    {
        foreach (var (name, value) in pairs) output.WriteLine($"{name,-16}{value}");
    }
}
