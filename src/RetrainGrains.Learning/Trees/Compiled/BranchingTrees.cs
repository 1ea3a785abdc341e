using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Learning.Trees.Compiled;

/// <summary>An ensemble with splits by categories, traversed over flat arrays without allocation.</summary>
internal sealed class BranchingTrees : Predictor
{
    private readonly Node[] nodes;
    private readonly uint[] words;
    private readonly int[] roots;
    private readonly double baseScore;
    private readonly double scale;
    private readonly Link link;

    public BranchingTrees(TreeEnsemble ensemble)
    {
        baseScore = ensemble.BaseScore;
        scale = ensemble.Scale;
        link = ensemble.Link;
        roots = new int[ensemble.Trees.Count];
        nodes = new Node[ensemble.Trees.Sum(t => t.Nodes.Length)];
        var allWords = new List<uint>();
        var next = 0;
        for (var i = 0; i < roots.Length; i++)
        {
            roots[i] = next;
            var rights = ensemble.Trees[i].RightChildren();
            for (var j = 0; j < rights.Length; j++)
            {
                var node = ensemble.Trees[i].Nodes[j];
                var set = node.Categories is { } categories ? categories.Words : [];
                nodes[next + j] = new Node(
                    node.Kind, node.Feature, node.Value, next + rights[j], allWords.Count, set.Length);
                allWords.AddRange(set);
            }

            next += rights.Length;
        }

        words = [.. allWords];
    }

    public override double Predict(ReadOnlySpan<float> features, long unixMilliseconds)
    {
        var sum = 0.0;
        foreach (var root in roots)
        {
            var index = root;
            while (nodes[index].Kind != TreeNodeKind.Leaf)
            {
                ref readonly var node = ref nodes[index];
                index = GoesLeft(node, features[node.Feature]) ? index + 1 : node.Right;
            }

            sum += nodes[index].Value;
        }

        return link.ToPrediction(baseScore + scale * sum);
    }

    private bool GoesLeft(in Node node, float value) => node.Kind switch
    {
        TreeNodeKind.SplitMissingRight => value <= node.Value,
        TreeNodeKind.SplitMissingLeft => !(value > node.Value),
        _ when float.IsNaN(value) => node.Kind == TreeNodeKind.CategoriesMissingLeft,
        _ => CategorySet.Contains(words.AsSpan(node.FirstWord, node.WordCount), value),
    };

    private readonly record struct Node(
        TreeNodeKind Kind, ushort Feature, float Value, int Right, int FirstWord, int WordCount);
}
