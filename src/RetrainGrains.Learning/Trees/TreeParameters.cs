using RetrainGrains.Learning.Learners;

namespace RetrainGrains.Learning.Trees;

/// <summary>The hyper-parameters of boosted trees and forests, named as in ML.NET's FastTree.</summary>
public sealed record TreeParameters : LearnerParameters
{
    private static readonly ParameterDefinition<TreeParameters>[] Definitions =
    [
        new(nameof(NumberOfTrees), 1, 10_000, true,
            p => p.NumberOfTrees, (p, v) => p with { NumberOfTrees = (int)v }),
        new(nameof(NumberOfLeaves), 2, 4_096, true,
            p => p.NumberOfLeaves, (p, v) => p with { NumberOfLeaves = (int)v }),
        new(nameof(MaximumTreeDepth), 1, 64, true,
            p => p.MaximumTreeDepth, (p, v) => p with { MaximumTreeDepth = (int)v }),
        new(nameof(MinimumExampleCountPerLeaf), 1, 1_000_000, true,
            p => p.MinimumExampleCountPerLeaf, (p, v) => p with { MinimumExampleCountPerLeaf = (int)v }),
        new(nameof(LearningRate), 1e-6, 1, false,
            p => p.LearningRate, (p, v) => p with { LearningRate = v }),
        new(nameof(MaximumBinCountPerFeature), 2, 255, true,
            p => p.MaximumBinCountPerFeature, (p, v) => p with { MaximumBinCountPerFeature = (int)v }),
        new(nameof(MinimumExampleCountPerBin), 1, 1_000_000, true,
            p => p.MinimumExampleCountPerBin, (p, v) => p with { MinimumExampleCountPerBin = (int)v }),
        new(nameof(L2Regularization), 0, 1e6, false,
            p => p.L2Regularization, (p, v) => p with { L2Regularization = v }),
        new(nameof(L1Regularization), 0, 1e6, false,
            p => p.L1Regularization, (p, v) => p with { L1Regularization = v }),
        new(nameof(MinimumGain), 0, 1e12, false,
            p => p.MinimumGain, (p, v) => p with { MinimumGain = v }),
        new(nameof(FeatureFraction), 0.01, 1, false,
            p => p.FeatureFraction, (p, v) => p with { FeatureFraction = v }),
        new(nameof(FeatureFractionPerSplit), 0.01, 1, false,
            p => p.FeatureFractionPerSplit, (p, v) => p with { FeatureFractionPerSplit = v }),
        new(nameof(BaggingFraction), 0.01, 1, false,
            p => p.BaggingFraction, (p, v) => p with { BaggingFraction = v }),
        new(nameof(TopGradientFraction), 0, 1, false,
            p => p.TopGradientFraction, (p, v) => p with { TopGradientFraction = v }),
        new(nameof(OtherGradientFraction), 0.01, 1, false,
            p => p.OtherGradientFraction, (p, v) => p with { OtherGradientFraction = v }),
        new(nameof(EarlyStoppingRounds), 0, 10_000, true,
            p => p.EarlyStoppingRounds, (p, v) => p with { EarlyStoppingRounds = (int)v }),
        new(nameof(ValidationFraction), 0.01, 0.5, false,
            p => p.ValidationFraction, (p, v) => p with { ValidationFraction = v }),
        new(nameof(Quantile), 0.001, 0.999, false,
            p => p.Quantile, (p, v) => p with { Quantile = v }),
    ];

    public int NumberOfTrees { get; init; } = TreeDefaults.NumberOfTrees;

    public int NumberOfLeaves { get; init; } = TreeDefaults.NumberOfLeaves;

    public int MaximumTreeDepth { get; init; } = TreeDefaults.MaximumTreeDepth;

    public int MinimumExampleCountPerLeaf { get; init; } = TreeDefaults.MinimumExampleCountPerLeaf;

    public double LearningRate { get; init; } = TreeDefaults.LearningRate;

    public int MaximumBinCountPerFeature { get; init; } = TreeDefaults.MaximumBinCountPerFeature;

    public int MinimumExampleCountPerBin { get; init; } = TreeDefaults.MinimumExampleCountPerBin;

    public double L2Regularization { get; init; } = TreeDefaults.L2Regularization;

    public double L1Regularization { get; init; }

    // What a split must at least take off the loss (XGBoost's gamma).
    public double MinimumGain { get; init; }

    // Share of the features drawn once per tree, and again at each split.
    public double FeatureFraction { get; init; } = TreeDefaults.FeatureFraction;

    public double FeatureFractionPerSplit { get; init; } = TreeDefaults.FeatureFractionPerSplit;

    // Share of the rows drawn per boosted tree, without replacement; a forest always draws a bootstrap.
    public double BaggingFraction { get; init; } = TreeDefaults.BaggingFraction;

    // Gradient-based one-side sampling (Ke et al. 2017): this share of the rows with the largest gradients is kept,
    // and of the rest a share of all rows, weighted up. Zero switches it off.
    public double TopGradientFraction { get; init; }

    public double OtherGradientFraction { get; init; } = TreeDefaults.OtherGradientFraction;

    // Boosting ends when the latest rows, held out, have not been predicted better for so many trees; then all rows
    // are learned from with the number of trees that was best. Zero switches it off.
    public int EarlyStoppingRounds { get; init; }

    public double ValidationFraction { get; init; } = TreeDefaults.ValidationFraction;

    // What regression minimises; classifiers always minimise log loss.
    public Objective Objective { get; init; } = Objective.Squared;

    // The share of outcomes below the prediction, for Objective.Quantile.
    public double Quantile { get; init; } = TreeDefaults.Quantile;

    // Feature names with 1 (never predicts less for more) or -1 (never more).
    public IReadOnlyDictionary<string, int> MonotoneConstraints { get; init; } = new Dictionary<string, int>();

    // One random cut a feature and split instead of the best (Geurts et al. 2006).
    internal bool DrawsCuts { get; init; }

    public static TreeParameters LeafWise { get; } = new();

    public static TreeParameters DepthWise { get; } = new()
    {
        MaximumTreeDepth = TreeDefaults.DepthWiseMaximumTreeDepth,
        NumberOfLeaves = TreeDefaults.DepthWiseNumberOfLeaves,
    };

    public static TreeParameters Forest { get; } = new()
    {
        NumberOfLeaves = TreeDefaults.ForestNumberOfLeaves,
        MinimumExampleCountPerLeaf = TreeDefaults.ForestMinimumExampleCountPerLeaf,
        L2Regularization = TreeDefaults.ForestL2Regularization,
        FeatureFractionPerSplit = TreeDefaults.ForestFeatureFractionPerSplit,
        LearningRate = 1,
    };

    public static TreeParameters ExtraTrees { get; } = Forest with { DrawsCuts = true };

    public override IReadOnlyList<ParameterValue> Values =>
        ParameterDefinition<TreeParameters>.Read(Definitions, this);

    public override TreeParameters With(IReadOnlyDictionary<string, double> replacements) =>
        ParameterDefinition<TreeParameters>.Replace(Definitions, this, replacements);

    /// <summary>Takes the settings that boosted trees understand.</summary>
    internal TreeParameters WithBoosting(TreePolicy trees) => WithGrowth(trees) with
    {
        NumberOfLeaves = trees.NumberOfLeaves,
        LearningRate = trees.LearningRate,
        MinimumExampleCountPerLeaf = trees.MinimumExampleCountPerLeaf,
        BaggingFraction = trees.BaggingFraction,
        TopGradientFraction = trees.TopGradientFraction,
        OtherGradientFraction = trees.OtherGradientFraction,
        EarlyStoppingRounds = trees.EarlyStoppingRounds,
        ValidationFraction = trees.ValidationFraction,
        Objective = trees.Objective,
        Quantile = trees.Quantile,
    };

    /// <summary>Takes the settings that forests understand.</summary>
    internal TreeParameters WithForest(TreePolicy trees) => WithGrowth(trees) with
    {
        NumberOfLeaves = trees.ForestNumberOfLeaves,
        MinimumExampleCountPerLeaf = trees.ForestMinimumExampleCountPerLeaf,
    };

    private TreeParameters WithGrowth(TreePolicy trees) => this with
    {
        NumberOfTrees = trees.NumberOfTrees,
        MaximumTreeDepth = trees.MaximumTreeDepth ?? MaximumTreeDepth,
        MaximumBinCountPerFeature = trees.MaximumBinCountPerFeature ?? MaximumBinCountPerFeature,
        MinimumExampleCountPerBin = trees.MinimumExampleCountPerBin,
        L1Regularization = trees.L1Regularization,
        L2Regularization = trees.L2Regularization ?? L2Regularization,
        MinimumGain = trees.MinimumGain,
        FeatureFraction = trees.FeatureFraction,
        FeatureFractionPerSplit = trees.FeatureFractionPerSplit ?? FeatureFractionPerSplit,
        MonotoneConstraints = trees.MonotoneConstraints,
    };
}
