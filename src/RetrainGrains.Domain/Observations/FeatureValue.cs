namespace RetrainGrains.Domain.Observations;

/// <summary>A feature as a client sends it: a number, a text, or neither when it is missing.</summary>
public readonly record struct FeatureValue(double? Number, string? Text)
{
    public static FeatureValue Missing => default;
    public static FeatureValue Of(double number) => new(number, null);
    public static FeatureValue Of(string text) => new(null, text);
}
