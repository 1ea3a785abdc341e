using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;

namespace RetrainGrains.Domain.Candidates;

/// <summary>The ranges of a policy's settings for trees, and the models that they fit.</summary>
public static class TreePolicyRules
{
    /// <summary>Finds settings that are out of their ranges, whatever the learner.</summary>
    public static IEnumerable<Problem> Validate(this TreePolicy trees, string path) =>
    [
        .. Limits.Check($"{path}.numberOfTrees", trees.NumberOfTrees, 1, 10_000),
        .. Limits.Check($"{path}.numberOfLeaves", trees.NumberOfLeaves, 2, 1_024),
        .. Limits.Check($"{path}.learningRate", trees.LearningRate, 1e-4, 1),
        .. Limits.Check($"{path}.minimumExampleCountPerLeaf", trees.MinimumExampleCountPerLeaf, 1, 100_000),
        .. Limits.Check($"{path}.forestNumberOfLeaves", trees.ForestNumberOfLeaves, 2, 4_096),
        .. Limits.Check($"{path}.forestMinimumExampleCountPerLeaf", trees.ForestMinimumExampleCountPerLeaf, 1, 100_000),
        .. Limits.Check($"{path}.maximumTreeDepth", trees.MaximumTreeDepth ?? 1, 1, 64),
        .. Limits.Check($"{path}.maximumBinCountPerFeature", trees.MaximumBinCountPerFeature ?? 2, 2, 255),
        .. Limits.Check($"{path}.minimumExampleCountPerBin", trees.MinimumExampleCountPerBin, 1, 100_000),
        .. Limits.Check($"{path}.l1Regularization", trees.L1Regularization, 0, 1e6),
        .. Limits.Check($"{path}.l2Regularization", trees.L2Regularization ?? 0, 0, 1e6),
        .. Limits.Check($"{path}.minimumGain", trees.MinimumGain, 0, 1e12),
        .. Limits.Check($"{path}.featureFraction", trees.FeatureFraction, 0.01, 1),
        .. Limits.Check($"{path}.featureFractionPerSplit", trees.FeatureFractionPerSplit ?? 1, 0.01, 1),
        .. Limits.Check($"{path}.baggingFraction", trees.BaggingFraction, 0.01, 1),
        .. Limits.Check($"{path}.topGradientFraction", trees.TopGradientFraction, 0, 1),
        .. Limits.Check($"{path}.otherGradientFraction", trees.OtherGradientFraction, 0.01, 1),
        .. Limits.Check($"{path}.earlyStoppingRounds", trees.EarlyStoppingRounds, 0, 10_000),
        .. Limits.Check($"{path}.validationFraction", trees.ValidationFraction, 0.01, 0.5),
        .. Limits.Check($"{path}.quantile", trees.Quantile, 0.001, 0.999),
        .. trees.MonotoneConstraints.SelectMany(constraint => Limits.Check(
            $"{path}.monotoneConstraints.{constraint.Key}", constraint.Value, -1, 1)),
    ];

    /// <summary>Finds settings that are well formed, but do not fit the model.</summary>
    public static IEnumerable<Problem> ValidateFor(
        this TreePolicy trees, FeatureSchema schema, string path)
    {
        if (trees.Objective != Objective.Squared && schema.Task != PredictionTask.Regression)
        {
            yield return Problem.Of(
                $"{path}.objective", trees.Objective, "is for regression: classifiers always minimise log loss");
        }
        foreach (var (name, direction) in trees.MonotoneConstraints)
        {
            var place = schema.IndexOf(name);
            if (place < 0 || schema.Features[place].Kind != FeatureKind.Numeric)
            {
                yield return Problem.Of(
                    $"{path}.monotoneConstraints.{name}", direction, "must name a numeric feature of the schema");
            }
        }
    }
}
