using System.Globalization;
using System.Text.Json.Serialization;

namespace RetrainGrains.Domain.Primitives;

/// <summary>A problem of an input: its place, the value found there, and the rule it breaks.</summary>
public sealed record Problem(string Field, string Value, string Rule)
{
    /// <summary>The kind of the rule; problem documents tell the rule in words alone.</summary>
    [JsonIgnore]
    public FaultKind Kind { get; init; }

    /// <summary>Makes a problem with a value of any type; moments are told as ISO 8601 has them, in UTC.</summary>
    public static Problem Of(string field, object? value, string rule, FaultKind kind = FaultKind.Unspecified) =>
        new(field, ToText(value), rule) { Kind = kind };

    public override string ToString() => $"{Field}: '{Value}' {Rule}";

    /// <summary>Formats all problems as one message, one a line.</summary>
    public static string Describe(IEnumerable<Problem> problems) => string.Join(Environment.NewLine, problems);

    /// <summary>Writes a moment as ISO 8601 has it, in UTC and to the last digit that it has.</summary>
    public static string ToText(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    private static string ToText(object? value) => value is DateTimeOffset at
        ? ToText(at)
        : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "null";
}
