using System.Text.RegularExpressions;

namespace RetrainGrains.Deploy.Tests.Monitoring;

/// <summary>The series that a PromQL expression reads.</summary>
internal static partial class Query
{
    private static readonly HashSet<string> Operators = ["and", "or", "unless", "bool", "offset"];

    public static IEnumerable<string> Series(string expression) => Names().Matches(Noise().Replace(expression, " "))
        .Select(match => match.Value).Where(name => !Operators.Contains(name)).Distinct();

    /// <summary>Matches texts, label matchers, ranges and lists of labels.</summary>
    [GeneratedRegex("""
        "[^"]*"|\{[^}]*\}|\[[^\]]*\]|\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)
        """)]
    private static partial Regex Noise();

    [GeneratedRegex(@"\b[a-z_][a-z0-9_]*\b(?!\s*\()")]
    private static partial Regex Names();
}
