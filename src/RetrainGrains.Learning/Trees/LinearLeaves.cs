using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Learning.Trees;

/// <summary>
/// An ensemble whose leaves have linear models: for each tree one line a leaf, in the order of its nodes. Imported
/// models have them; no learner here makes them.
/// </summary>
internal sealed class LinearLeaves(TreeEnsemble ensemble, LeafLine[][] lines) : Model
{
    public override ModelKind Kind => ModelKind.LinearLeaves;

    public override bool TakesAnyCategory => true;

    public override void Write(ArtifactWriter writer)
    {
        ensemble.Write(writer);
        foreach (var line in lines.SelectMany(ofTree => ofTree)) line.Write(writer);
    }

    public static LinearLeaves Read(ArtifactReader reader, int featureCount)
    {
        var ensemble = TreeEnsemble.Read(reader, featureCount);
        var lines = new LeafLine[ensemble.Trees.Count][];
        for (var i = 0; i < lines.Length; i++)
        {
            lines[i] = new LeafLine[ensemble.Trees[i].LeafCount];
            if (lines[i].Length * LeafLine.MinimumBytes > reader.Remaining)
            {
                throw reader.Error($"tree {i} has {lines[i].Length} leaves, and fewer linear models");
            }

            for (var leaf = 0; leaf < lines[i].Length; leaf++) lines[i][leaf] = LeafLine.Read(reader, featureCount);
        }

        return new LinearLeaves(ensemble, lines);
    }

    public override Predictor Compile() => new Walk(
        ensemble, [.. ensemble.Trees.Select((tree, i) => WalkedTree.Of(tree, lines[i]))]);

    private sealed class Walk(TreeEnsemble ensemble, WalkedTree[] trees) : Predictor
    {
        private readonly double baseScore = ensemble.BaseScore;
        private readonly double scale = ensemble.Scale;
        private readonly Link link = ensemble.Link;

        public override double Predict(ReadOnlySpan<float> features, long unixMilliseconds)
        {
            var sum = 0.0;
            foreach (var tree in trees) sum += tree.Score(features);
            return link.ToPrediction(baseScore + scale * sum);
        }
    }

    private sealed class WalkedTree(TreeNode[] nodes, int[] rights, LeafLine?[] lines)
    {
        public static WalkedTree Of(Tree tree, LeafLine[] ofLeaves)
        {
            TreeNode[] nodes = [.. tree.Nodes];
            var leaf = 0;
            return new WalkedTree(
                nodes, tree.RightChildren(), Array.ConvertAll(nodes, node => node.IsLeaf ? ofLeaves[leaf++] : null));
        }

        public double Score(ReadOnlySpan<float> features)
        {
            var index = 0;
            while (!nodes[index].IsLeaf)
            {
                index = nodes[index].GoesLeft(features[nodes[index].Feature]) ? index + 1 : rights[index];
            }

            return lines[index]!.Score(features, nodes[index].Value);
        }
    }
}
