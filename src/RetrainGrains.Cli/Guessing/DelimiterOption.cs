using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Cli.Guessing;

/// <summary>Reads the option that names the character between cells.</summary>
internal static class DelimiterOption
{
    public static char? Read(string? text, List<Problem> problems)
    {
        if (text is null) return null;
        if (text is "tab" or "\\t") return '\t';
        if (text.Length == 1 && char.IsAscii(text[0]) && text[0] is not ('"' or '\r' or '\n')) return text[0];
        problems.Add(Problem.Of("--delimiter", text, "must be one ASCII character and no quote, or tab"));
        return null;
    }
}
