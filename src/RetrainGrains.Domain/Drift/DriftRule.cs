using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Domain.Drift;

/// <summary>
/// One limit on one statistic: a feature has drifted when the value passes it, and is significant.
/// </summary>
public sealed record DriftRule(string Statistic, double Limit)
{
    /// <summary>
    /// Names of the features that it is for; none: for all of which the statistic can be taken. Models of different
    /// schemas share policies, so a name that a model lacks is no error.
    /// </summary>
    public ImmutableArray<string> Features { get; init; } = [];

    /// <summary>
    /// The level that each of its tests is held to on its own, outside of the check's correction; 1 leaves the limit
    /// alone to decide.
    /// </summary>
    public double? Significance { get; init; }

    public IEnumerable<Problem> Validate(string path)
    {
        if (Found is null)
        {
            var known = string.Join(", ", DriftStatistics.All.Select(statistic => statistic.Name));
            yield return Problem.Of($"{path}.statistic", Statistic, $"must be one of {known}");
        }
        var (low, high) = Found?.Limits ?? (0, 1e6);
        foreach (var problem in Limits.Check($"{path}.limit", Limit, low, high)) yield return problem;
        foreach (var problem in Limits.Check($"{path}.significance", Significance ?? 1, 1e-9, 1)) yield return problem;
        if (Features.IsDefault || Features.Length > FeatureSchema.FeaturesMax)
        {
            yield return Problem.Of(
                $"{path}.features", Features.IsDefault ? null : Features.Length,
                $"must be at most {FeatureSchema.FeaturesMax} names");
        }
        else if (Features.Any(string.IsNullOrWhiteSpace))
        {
            yield return Problem.Of($"{path}.features", string.Join(", ", Features), "must not hold an empty name");
        }
    }

    /// <summary>Can the statistic be taken of the feature, and is the rule for it?</summary>
    internal bool AppliesTo(Feature feature) =>
        (feature.Kind == FeatureKind.Numeric || Found is not { NeedsOrder: true }) && (Features.IsEmpty || Features.Contains(feature.Name));

    internal IDriftStatistic? Found => DriftStatistics.Find(Statistic);
}
