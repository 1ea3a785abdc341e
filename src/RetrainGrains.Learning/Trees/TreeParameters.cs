using RetrainGrains.Learning.Learners;

namespace RetrainGrains.Learning.Trees;

/// <summary>Hyper-parameters of boosted trees and forests, in the words of ML.NET's FastTree.</summary>
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
        new(nameof(FeatureFraction), 0.01, 1, false,
            p => p.FeatureFraction, (p, v) => p with { FeatureFraction = v }),
        new(nameof(FeatureFractionPerSplit), 0.01, 1, false,
            p => p.FeatureFractionPerSplit, (p, v) => p with { FeatureFractionPerSplit = v }),
        new(nameof(BaggingFraction), 0.01, 1, false,
            p => p.BaggingFraction, (p, v) => p with { BaggingFraction = v }),
    ];

    public int NumberOfTrees { get; init; } = TreeDefaults.NumberOfTrees;

    public int NumberOfLeaves { get; init; } = TreeDefaults.NumberOfLeaves;

    public int MaximumTreeDepth { get; init; } = TreeDefaults.MaximumTreeDepth;

    public int MinimumExampleCountPerLeaf { get; init; } = TreeDefaults.MinimumExampleCountPerLeaf;

    public double LearningRate { get; init; } = TreeDefaults.LearningRate;

    public int MaximumBinCountPerFeature { get; init; } = TreeDefaults.MaximumBinCountPerFeature;

    public int MinimumExampleCountPerBin { get; init; } = TreeDefaults.MinimumExampleCountPerBin;

    public double L2Regularization { get; init; } = TreeDefaults.L2Regularization;

    // Share of the features drawn once per tree, and again at each split.
    public double FeatureFraction { get; init; } = TreeDefaults.FeatureFraction;

    public double FeatureFractionPerSplit { get; init; } = TreeDefaults.FeatureFractionPerSplit;

    // Share of the rows drawn per boosted tree, without replacement; a forest always draws a bootstrap.
    public double BaggingFraction { get; init; } = TreeDefaults.BaggingFraction;

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

    public override IReadOnlyList<ParameterValue> Values =>
        ParameterDefinition<TreeParameters>.Read(Definitions, this);

    public override TreeParameters With(IReadOnlyDictionary<string, double> replacements) =>
        ParameterDefinition<TreeParameters>.Replace(Definitions, this, replacements);
}
