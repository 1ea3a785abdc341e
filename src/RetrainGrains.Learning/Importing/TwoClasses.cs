using RetrainGrains.Learning.Scoring;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.Importing;

/// <summary>A softmax over two classes as one probability: that of the second one.</summary>
internal static class TwoClasses
{
    public static TreeEnsemble Of(double[] baseScores, Tree[][] ofClasses, double scale = 1)
    {
        Tree[] trees = [.. ofClasses[0].Select(tree => tree.Negated()), .. ofClasses[1]];
        return trees.Length <= TreeEnsemble.MaximumTrees
            ? new TreeEnsemble(baseScores[1] - baseScores[0], scale, Link.Logistic, trees)
            : throw new ImportException(
                $"The model has {trees.Length} trees of two classes; at most {TreeEnsemble.MaximumTrees} can be.");
    }
}
