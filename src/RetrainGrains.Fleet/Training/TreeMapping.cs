using RetrainGrains.Domain.Candidates;
using RetrainGrains.Learning.NativeXGBoost;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Fleet.Training;

/// <summary>A policy's trees in the words of the learners that grow some; each takes what it understands.</summary>
internal static class TreeMapping
{
    public static TreeParameters Apply(TreeSettings trees, TreeParameters defaults, bool boosts)
    {
        var shared = defaults with
        {
            NumberOfTrees = trees.NumberOfTrees,
            MaximumTreeDepth = trees.MaximumTreeDepth ?? defaults.MaximumTreeDepth,
            MaximumBinCountPerFeature = trees.MaximumBinCountPerFeature ?? defaults.MaximumBinCountPerFeature,
            MinimumExampleCountPerBin = trees.MinimumExampleCountPerBin,
            L1Regularization = trees.L1Regularization,
            L2Regularization = trees.L2Regularization ?? defaults.L2Regularization,
            MinimumGain = trees.MinimumGain,
            FeatureFraction = trees.FeatureFraction,
            FeatureFractionPerSplit = trees.FeatureFractionPerSplit ?? defaults.FeatureFractionPerSplit,
            MonotoneConstraints = trees.MonotoneConstraints,
        };
        return boosts ? Boost(trees, shared) : shared with
        {
            NumberOfLeaves = trees.ForestNumberOfLeaves,
            MinimumExampleCountPerLeaf = trees.ForestMinimumExampleCountPerLeaf,
        };
    }

    public static XGBoostParameters Apply(TreeSettings trees, XGBoostParameters defaults) => defaults with
    {
        NumberOfTrees = trees.NumberOfTrees,
        LearningRate = trees.LearningRate,
        MaximumTreeDepth = trees.MaximumTreeDepth ?? defaults.MaximumTreeDepth,
        MaximumBinCountPerFeature = trees.MaximumBinCountPerFeature ?? defaults.MaximumBinCountPerFeature,
        L1Regularization = trees.L1Regularization,
        L2Regularization = trees.L2Regularization ?? defaults.L2Regularization,
        MinimumGain = trees.MinimumGain,
        FeatureFraction = trees.FeatureFraction,
        FeatureFractionPerSplit = trees.FeatureFractionPerSplit ?? defaults.FeatureFractionPerSplit,
        BaggingFraction = trees.BaggingFraction,
        Objective = ObjectiveOf(trees.Objective),
        MonotoneConstraints = trees.MonotoneConstraints,
    };

    private static TreeParameters Boost(TreeSettings trees, TreeParameters parameters) => parameters with
    {
        NumberOfLeaves = trees.NumberOfLeaves,
        LearningRate = trees.LearningRate,
        MinimumExampleCountPerLeaf = trees.MinimumExampleCountPerLeaf,
        BaggingFraction = trees.BaggingFraction,
        TopGradientFraction = trees.TopGradientFraction,
        OtherGradientFraction = trees.OtherGradientFraction,
        EarlyStoppingRounds = trees.EarlyStoppingRounds,
        ValidationFraction = trees.ValidationFraction,
        Objective = ObjectiveOf(trees.Objective),
        Quantile = trees.Quantile,
    };

    private static Objective ObjectiveOf(TreeObjective objective) => objective switch
    {
        TreeObjective.Squared => Objective.Squared,
        TreeObjective.Absolute => Objective.Absolute,
        TreeObjective.Huber => Objective.Huber,
        TreeObjective.Quantile => Objective.Quantile,
        TreeObjective.Poisson => Objective.Poisson,
        _ => throw new ArgumentOutOfRangeException(nameof(objective), objective, "is no objective"),
    };
}
