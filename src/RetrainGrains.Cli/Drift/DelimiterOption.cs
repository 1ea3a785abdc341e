namespace RetrainGrains.Cli.Drift;

/// <summary>
/// The character between cells as people write it: itself, or the name of one that shells and tables hide.
/// </summary>
internal static class DelimiterOption
{
    public const string Rule = "must be one ASCII character, or tab, comma, semicolon or pipe";

    public static char? Read(string text) => text.ToLowerInvariant() switch
    {
        "tab" or "\\t" => '\t',
        "comma" => ',',
        "semicolon" => ';',
        "pipe" => '|',
        [var one] when char.IsAscii(one) && one is not ('"' or '\r' or '\n') => text[0],
        _ => null,
    };

    public static string NameOf(char delimiter) => delimiter == '\t' ? "tab" : $"'{delimiter}'";
}
