using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Domain.Windows;

/// <summary>
/// The settings by which the errors of rows that share a feature's value are followed: each category, or each of the
/// reference's bins of a number. Rows without a value are in no segment.
/// </summary>
public sealed record SegmentPolicy(string Feature)
{
    /// <summary>The number of features that may have segments at once; every hour pays for each.</summary>
    public const int FeaturesMax = 3;

    /// <summary>
    /// The number of segments of all of them together: with more, hardly any would have enough rows to be judged.
    /// </summary>
    public const int SegmentsMax = 32;

    /// <summary>The categories to follow; all when empty.</summary>
    public ImmutableArray<string> Values { get; init; } = [];

    public IEnumerable<Problem> Validate(string path)
    {
        if (string.IsNullOrWhiteSpace(Feature))
        {
            yield return Problem.Of($"{path}.feature", Feature, "must not be empty");
        }
        if (Values.IsDefault || Values.Contains(null!) || Values.Distinct().Count() != Values.Length)
        {
            yield return Problem.Of($"{path}.values", Values.IsDefault ? 0 : Values.Length,
                "must be a list of texts without repetition");
        }
    }

    internal IEnumerable<Problem> ValidateFor(FeatureSchema schema, string path)
    {
        var index = schema.IndexOf(Feature);
        if (index < 0)
        {
            yield return Problem.Of($"{path}.feature", Feature, "must name a feature of the schema");
            yield break;
        }
        var feature = schema.Features[index];
        foreach (var value in Values.Where(value => CategoryCodes.CodeOf(feature.Categories, value) < 0))
        {
            yield return Problem.Of($"{path}.values", value, $"must be a category of {Feature}");
        }
    }

    /// <summary>Lists the segments' names, in the order of the feature's codes.</summary>
    internal IEnumerable<(string Name, int Code)> SegmentsOf(Feature feature)
    {
        if (feature.Kind == FeatureKind.Numeric)
        {
            return Enumerable.Range(0, FeatureBins.BinsPerFeature).Select(bin => ($"{Feature}=bin {bin + 1}", bin));
        }
        return feature.Categories.Select((category, code) => (Category: category, Code: code))
            .Where(item => Values.IsEmpty || Values.Contains(item.Category))
            .Select(item => ($"{Feature}={item.Category}", item.Code));
    }

    /// <summary>Returns true when a rule names this feature's segments or one of them.</summary>
    internal bool IsAskedBy(string rule) => rule == Feature || Means(Feature, rule);

    /// <summary>
    /// Returns true when a rule that names a feature's segments, or one of them, applies to this one.
    /// </summary>
    internal static bool Means(string asked, string segment) =>
        asked == segment || segment.StartsWith(asked + '=', StringComparison.Ordinal);
}
