using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Cli.Terminal;

/// <summary>
/// The character between cells as people write it: itself, or the name of one that shells and tables hide.
/// </summary>
internal static class DelimiterOption
{
    private const string Option = "--delimiter";
    private const string Rule = "must be one ASCII character and no quote, or tab, comma, semicolon or pipe";

    /// <summary>Reads what the option says; null where it says nothing, or nothing that could end a cell.</summary>
    public static char? Read(string? text) => text?.ToLowerInvariant() switch
    {
        "tab" or "\\t" => '\t',
        "comma" => ',',
        "semicolon" => ';',
        "pipe" => '|',
        [var one] when char.IsAscii(one) && one is not ('"' or '\r' or '\n') => text[0],
        _ => null,
    };

    /// <summary>Finds what is wrong with what the option says.</summary>
    public static IEnumerable<Problem> Check(string? text)
    {
        if (text is not null && Read(text) is null) yield return Problem.Of(Option, text, Rule);
    }

    public static string NameOf(char delimiter) => delimiter == '\t' ? "tab" : $"'{delimiter}'";
}
