using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Scoring;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.Tests.Exporting;

/// <summary>Trees of one split each, which stand where formats differ.</summary>
internal static class Splits
{
    private static readonly float[] Thresholds =
        [float.NegativeInfinity, -1, -0f, 0, 0.1f, 16_777_216, float.PositiveInfinity];

    public static float[][] Rows { get; } =
    [
        [0, 0], [-0f, 1], [float.Epsilon, 2], [-float.Epsilon, 3], [1e30f, 4], [-1e30f, 40], [float.NaN, 0],
        [0.1f, float.NaN], [MathF.BitIncrement(0.1f), 1], [16_777_216, 2],
    ];

    /// <summary>Makes trees with each threshold and both sides of missing values.</summary>
    public static Artifact AtTheEnds()
    {
        var splits = new List<TreeNode>();
        foreach (var missingGoesLeft in (bool[])[false, true])
        {
            splits.AddRange(Thresholds.Select(threshold => TreeNode.Split(0, threshold, missingGoesLeft)));
            splits.Add(TreeNode.Split(1, CategorySet.Of([]), missingGoesLeft));
            splits.Add(TreeNode.Split(1, CategorySet.Of([0]), missingGoesLeft));
            splits.Add(TreeNode.Split(1, CategorySet.Of([0, 1, 2, 3, 4]), missingGoesLeft));
            splits.Add(TreeNode.Split(1, 2, missingGoesLeft));
        }

        // Leaves by which most trees are told apart in the sum.
        var trees = splits.Select(
            (split, i) => new Tree([split, TreeNode.Leaf(1 << i % 11), TreeNode.Leaf(-1 << i % 11)]));
        var schema = new DatasetSchema(
            PredictionTask.Regression, [FeatureDescription.Numeric("x"), FeatureDescription.Categorical("c", 5)]);
        return Artifact.Create(
            new ArtifactHeader("leafwise", TargetForm.Level, 0, schema),
            new TreeEnsemble(0.25, 1, Link.Identity, [.. trees]));
    }
}
