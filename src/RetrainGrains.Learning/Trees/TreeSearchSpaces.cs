using RetrainGrains.Learning.Learners;

namespace RetrainGrains.Learning.Trees;

/// <summary>The search spaces of learners that take <see cref="TreeParameters"/>.</summary>
internal static class TreeSearchSpaces
{
    private static readonly SearchDimension[] Growth =
    [
        new(nameof(TreeParameters.NumberOfLeaves), 4, 256, true, true),
        new(nameof(TreeParameters.MinimumExampleCountPerLeaf), 2, 200, true, true),
        new(nameof(TreeParameters.L2Regularization), 1e-2, 100, false, true),
        new(nameof(TreeParameters.FeatureFraction), 0.3, 1, false, false),
    ];

    public static SearchSpace Forest { get; } = new(Growth);

    public static SearchSpace Boosting { get; } = new(
    [
        new(nameof(TreeParameters.NumberOfTrees), 30, 600, true, true),
        new(nameof(TreeParameters.LearningRate), 0.01, 0.3, false, true),
        new(nameof(TreeParameters.BaggingFraction), 0.4, 1, false, false),
        .. Growth,
    ]);
}
