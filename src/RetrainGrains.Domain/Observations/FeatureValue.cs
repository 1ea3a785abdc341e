namespace RetrainGrains.Domain.Observations;

/// <summary>
/// A feature as a client sends it: a number, a text, or neither when it is missing. <paramref name="Other"/> is the
/// text of a value that is none of them, as true or a list: it breaks every rule.
/// </summary>
public readonly record struct FeatureValue(double? Number, string? Text, string? Other = null)
{
    /// <summary>The value as it is told in a problem; null when it is missing.</summary>
    public object? Found => Other ?? Text ?? (object?)Number;

    public static FeatureValue Missing => default;
    public static FeatureValue Of(double number) => new(number, null);
    public static FeatureValue Of(string text) => new(null, text);
}
