using System.Globalization;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Triggers;

/// <summary>
/// The parser of a rule's condition: <c>signal</c>, <c>signal:severity</c> (at least), <c>any(…)</c>, <c>all(…)</c> or
/// <c>atLeast(k, …)</c> of such. Problems are reported with their position, counted from 1.
/// </summary>
internal sealed class ConditionParser
{
    /// <summary>The largest length of a condition, longer than any that a person reads easily.</summary>
    public const int LengthMax = 500;
    public const int DepthMax = 8;

    private static readonly string[] Severities =
        [.. Enum.GetNames<Severity>().Select(name => name.ToLowerInvariant())];

    private readonly string text;
    private readonly IReadOnlyCollection<string> known;
    private int at;
    private string? broken;

    private ConditionParser(string text, IReadOnlyCollection<string> known) => (this.text, this.known) = (text, known);

    public static (Condition? Condition, string? Broken) Parse(string? text, IReadOnlyCollection<string> known)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return (null, "must be a condition, such as any(performance:critical, age)");
        }
        if (text.Length > LengthMax) return (null, $"must have at most {LengthMax} characters, it has {text.Length}");
        var parser = new ConditionParser(text, known);
        var condition = parser.Part(1);
        if (condition is not null && !parser.IsAtEnd) condition = parser.Refuse("nothing may follow the condition");
        return (condition, parser.broken);
    }

    private bool IsAtEnd
    {
        get
        {
            SkipBlanks();
            return at == text.Length;
        }
    }

    private Condition? Part(int depth)
    {
        if (depth > DepthMax) return Refuse($"conditions may be nested {DepthMax} deep");
        SkipBlanks();
        var start = at;
        var word = Word();
        if (word.Length == 0) return Refuse("a signal, any(…), all(…) or atLeast(k, …) is expected");
        return word switch
        {
            "any" => Parts(depth, start, _ => 1),
            "all" => Parts(depth, start, parts => parts),
            "atLeast" => Counted(depth, start),
            _ => Signal(word, start),
        };
    }

    private Condition? Signal(string word, int start)
    {
        var signal = known.FirstOrDefault(name => name.Equals(word, StringComparison.OrdinalIgnoreCase));
        if (signal is null) return Refuse($"'{word}' is no signal; there are {string.Join(", ", known)}", start);
        if (!Take(':')) return new SignalCondition(signal, Severity.Info);
        SkipBlanks();
        var severityAt = at;
        var severity = Word();
        var rank = Array.FindIndex(Severities, name => name.Equals(severity, StringComparison.OrdinalIgnoreCase));
        return rank < 0
            ? Refuse($"'{severity}' is no severity; there are {string.Join(", ", Severities)}", severityAt)
            : new SignalCondition(signal, (Severity)rank);
    }

    private Condition? Counted(int depth, int start)
    {
        if (!Take('(')) return Refuse("'(' is expected");
        SkipBlanks();
        var numberAt = at;
        if (!int.TryParse(Word(), NumberStyles.None, CultureInfo.InvariantCulture, out var needed) || needed == 0)
        {
            return Refuse("a whole number from 1 is expected", numberAt);
        }
        return Take(',') ? Listed(depth, start, _ => needed) : Refuse("',' is expected");
    }

    private Condition? Parts(int depth, int start, Func<int, int> needed) =>
        Take('(') ? Listed(depth, start, needed) : Refuse("'(' is expected");

    private Condition? Listed(int depth, int start, Func<int, int> needed)
    {
        var parts = ImmutableArray.CreateBuilder<Condition>();
        do
        {
            if (Part(depth + 1) is not { } part) return null;
            parts.Add(part);
        }
        while (Take(','));
        if (!Take(')')) return Refuse("',' or ')' is expected");
        if (needed(parts.Count) > parts.Count)
        {
            return Refuse($"{needed(parts.Count)} of {parts.Count} conditions can never hold", start);
        }
        // One part needs no enclosing word: every condition has one canonical form.
        return parts.Count == 1 ? parts[0] : new CountCondition(needed(parts.Count), parts.ToImmutable());
    }

    private string Word()
    {
        var start = at;
        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == '.')) at++;
        return text[start..at];
    }

    private bool Take(char expected)
    {
        SkipBlanks();
        if (at == text.Length || text[at] != expected) return false;
        at++;
        return true;
    }

    private void SkipBlanks()
    {
        while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
    }

    private Condition? Refuse(string why, int? position = null)
    {
        broken ??= $"breaks at position {(position ?? at) + 1}: {why}";
        return null;
    }
}
