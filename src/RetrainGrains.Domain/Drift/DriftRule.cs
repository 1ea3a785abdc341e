using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Domain.Drift;

/// <summary>A limit on one statistic: a feature has drifted when the value passes it and is significant.</summary>
public sealed record DriftRule(string Statistic, double Limit)
{
    /// <summary>
    /// The names of the features that the rule applies to; when empty, all for which the statistic is defined. Models
    /// of different schemas share policies, so a name that a model lacks is no error.
    /// </summary>
    public ImmutableArray<string> Features { get; init; } = [];

    /// <summary>
    /// The level of each of its tests on its own, outside of the check's correction; 1 leaves the decision to the
    /// limit; null when its tests share the check's level.
    /// </summary>
    public double? Significance { get; init; }

    /// <summary>
    /// The severity of sustained drift that this rule finds; that of the policy (<see cref="DriftPolicy.Severity"/>)
    /// when null. So a mean that has shifted can be critical where another spread is only a warning.
    /// </summary>
    public Severity? Severity { get; init; }

    public IEnumerable<Problem> Validate(string path)
    {
        foreach (var problem in DriftPolicy.Check(Severity, $"{path}.severity")) yield return problem;
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

    /// <summary>Returns true when the statistic is defined for the feature and the rule applies to it.</summary>
    internal bool AppliesTo(Feature feature, DriftSubject subject = DriftSubject.Input)
    {
        var isLeftOut = feature.Kind == FeatureKind.Numeric
            ? Found is { NeedsCategories: true }
            : Found is { NeedsOrder: true };
        return !isLeftOut && (subject == DriftSubject.Input || Found is not { IsOfInputs: true })
            && (Features.IsEmpty || Features.Contains(feature.Name));
    }

    internal IDriftStatistic? Found => DriftStatistics.Find(Statistic);
}
