using System.Text.Encodings.Web;
using System.Text.Json;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Sources.Guessing;

/// <summary>Writes the texts of which a guessed source file is made.</summary>
internal static class GuessText
{
    private static readonly JsonSerializerOptions Relaxed =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Quote(string text) => JsonSerializer.Serialize(text, Relaxed);

    public static string List(IEnumerable<string> texts) => $"[{string.Join(", ", texts.Select(Quote))}]";

    public static string Span(TimeSpan span) => DomainJson.Write(span).Trim('"');

    /// <summary>Shortens a list of names to what fits on a line or two.</summary>
    public static string Names(IReadOnlyCollection<string> names)
    {
        const int Shown = 12;
        var more = names.Count > Shown ? $" and {names.Count - Shown} more" : "";
        return string.Join(", ", names.Take(Shown)) + more;
    }
}
