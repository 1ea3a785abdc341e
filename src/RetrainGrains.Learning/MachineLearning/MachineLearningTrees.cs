using Microsoft.ML.Trainers.FastTree;
using RetrainGrains.Learning.Importing;
using RetrainGrains.Learning.Scoring;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.MachineLearning;

/// <summary>Turns trees that ML.NET trained into ours, so that serving needs none of it.</summary>
internal static class MachineLearningTrees
{
    public static TreeEnsemble Convert<TTree>(
        TreeEnsemble<TTree> trained, double baseScore, double scale, Link link)
        where TTree : RegressionTreeBase =>
        new(baseScore + scale * trained.Bias, scale, link,
            [.. trained.Trees.Select((tree, i) => Convert(tree, trained.TreeWeights[i], i))]);

    // Leaves are numbered on their own; here they follow the splits.
    private static Tree Convert(RegressionTreeBase tree, double weight, int index) => TreeAssembler.Assemble(
        $"tree {index}", tree.NumberOfNodes + tree.NumberOfLeaves,
        node => node >= tree.NumberOfNodes
            ? new Branch(TreeNode.Leaf((float)(weight * tree.LeafValues[node - tree.NumberOfNodes])))
            : new Branch(
                TreeNode.Split(
                    tree.NumericalSplitFeatureIndexes[node], tree.NumericalSplitThresholds[node],
                    missingGoesLeft: true),
                Place(tree, tree.LeftChild[node]), Place(tree, tree.RightChild[node])));

    private static int Place(RegressionTreeBase tree, int child) => child < 0 ? tree.NumberOfNodes + ~child : child;
}
