namespace RetrainGrains.Learning.Data;

/// <summary>The reading of a feature's values: numbers, or codes of categories.</summary>
public enum FeatureKind : byte
{
    Numeric = 0,
    Categorical = 1,
}

/// <summary>The name and kind of one feature; category codes run from 0 to CategoryCount - 1.</summary>
public sealed record FeatureDescription
{
    public const int MaximumNameLength = 200;
    public const int MaximumCategoryCount = 65_536;

    private FeatureDescription(string name, FeatureKind kind, int categoryCount)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > MaximumNameLength)
        {
            throw new ArgumentException($"Feature name '{name}' must have 1 to {MaximumNameLength} characters.");
        }

        Name = name;
        Kind = kind;
        CategoryCount = categoryCount;
    }

    public string Name { get; }

    public FeatureKind Kind { get; }

    public int CategoryCount { get; }

    public static FeatureDescription Numeric(string name) => new(name, FeatureKind.Numeric, 0);

    public static FeatureDescription Categorical(string name, int categoryCount) =>
        categoryCount is >= 1 and <= MaximumCategoryCount
            ? new(name, FeatureKind.Categorical, categoryCount)
            : throw new ArgumentOutOfRangeException(
                nameof(categoryCount),
                $"Feature '{name}' has {categoryCount} categories; 1 to {MaximumCategoryCount} are allowed.");
}
