using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Scoring;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.Importing;

/// <summary>A softmax over two classes as one probability: that of the second one.</summary>
internal static class TwoClasses
{
    public static Model Of(double[] baseScores, ForeignTree[][] ofClasses, double scale = 1)
    {
        ForeignTree[] trees = [.. ofClasses[0].Select(tree => tree.Negated()), .. ofClasses[1]];
        return trees.Length <= TreeEnsemble.MaximumTrees
            ? ForeignTree.Join(baseScores[1] - baseScores[0], scale, Link.Logistic, trees)
            : throw new ImportException(
                $"The model has {trees.Length} trees of two classes; at most {TreeEnsemble.MaximumTrees} can be.");
    }
}
