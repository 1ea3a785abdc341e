namespace RetrainGrains.Domain.Primitives;

/// <summary>A problem of an input: its place, the value found there, and the rule it breaks.</summary>
public sealed record Problem(string Field, string Value, string Rule)
{
    public static Problem Of(string field, object? value, string rule) =>
        new(field, Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? "null", rule);

    public override string ToString() => $"{Field}: '{Value}' {Rule}";

    /// <summary>Formats all problems as one message, one a line.</summary>
    public static string Describe(IEnumerable<Problem> problems) => string.Join(Environment.NewLine, problems);
}
