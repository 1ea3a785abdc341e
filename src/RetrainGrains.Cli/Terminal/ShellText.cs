namespace RetrainGrains.Cli.Terminal;

/// <summary>Writes texts so that a shell reads them back.</summary>
internal static class ShellText
{
    /// <summary>Returns a text as a shell takes it for one word.</summary>
    public static string Word(string text) => text.Length > 0 && text.All(IsPlain)
        ? text
        : $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    private static bool IsPlain(char character) =>
        char.IsAsciiLetterOrDigit(character) || character is '_' or '-' or '.' or '/' or ':' or ',';
}
