using RetrainGrains.Learning.Explaining;
using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Learning.Trees;

/// <summary>The Shapley values of the trees' features, where an absent feature follows the training rows.</summary>
/// <remarks>
/// Lundberg et al. 2020, "From local explanations to global understanding with explainable AI for trees", Algorithm 2
/// (path-dependent TreeSHAP). Time per row: trees x leaves x depth^2; memory: depth^2.
/// </remarks>
internal sealed class TreeAttributions : Attribution
{
    // Paths of such a tree take 270 KB; deeper ones are chains that split off a few rows at a time.
    public const int MaximumDepth = 128;

    private readonly Node[] nodes;
    private readonly int[] roots;
    private readonly PathElement[] paths;
    private readonly double scale;
    private readonly double bias;

    public TreeAttributions(TreeEnsemble ensemble)
    {
        if (!ensemble.HasCovers)
        {
            throw new ExplanationException(
                "Attributions need the cover of every tree node; this model was stored or imported without it.");
        }

        scale = ensemble.Scale;
        roots = new int[ensemble.Trees.Count];
        nodes = new Node[ensemble.Trees.Sum(t => t.Nodes.Length)];
        var depth = 0;
        var next = 0;
        var sum = 0.0;
        for (var i = 0; i < roots.Length; i++)
        {
            roots[i] = next;
            depth = Math.Max(depth, Append(ensemble.Trees[i], next));
            sum += nodes[next].Mean;
            next += ensemble.Trees[i].Nodes.Length;
        }

        if (depth > MaximumDepth)
        {
            throw new ExplanationException(
                $"A tree is {depth} splits deep; attributions are available up to {MaximumDepth}.");
        }

        // A level of the walk copies its parent's path behind it; the deepest has depth + 1 elements.
        paths = new PathElement[(depth + 2) * (depth + 3) / 2];
        Link = ensemble.Link;
        bias = ensemble.BaseScore + scale * sum;
    }

    public override Link Link { get; }

    public override void AddTo(Span<double> attributions, ReadOnlySpan<float> features)
    {
        attributions[^1] += bias;
        foreach (var root in roots)
        {
            Walk(root, 0, 0, new PathElement { Feature = -1, Zero = 1, One = 1 }, features, attributions);
        }
    }

    private int Append(Tree tree, int start)
    {
        var rights = tree.RightChildren();
        var depths = new int[rights.Length];
        for (var i = rights.Length - 1; i >= 0; i--)
        {
            var split = tree.Nodes[i];
            if (split.IsLeaf)
            {
                nodes[start + i] = new Node(split, 0, 0, 0, split.Value);
                continue;
            }

            var (left, right) = (i + 1, rights[i]);
            depths[i] = 1 + Math.Max(depths[left], depths[right]);
            var leftShare = ShareOf(tree.Nodes[left].Cover, split.Cover);
            var rightShare = ShareOf(tree.Nodes[right].Cover, split.Cover);
            var mean = leftShare * nodes[start + left].Mean + rightShare * nodes[start + right].Mean;
            nodes[start + i] = new Node(split, start + right, leftShare, rightShare, mean);
        }

        return depths[0];
    }

    // Where no training row came, either side is as likely.
    private static double ShareOf(float child, float parent) => parent > 0 ? (double)child / parent : 0.5;

    private void Walk(
        int index, int parentPath, int length, PathElement added, ReadOnlySpan<float> features, Span<double> sums)
    {
        var start = parentPath + length;
        Array.Copy(paths, parentPath, paths, start, length);
        var path = paths.AsSpan(start);
        Extend(path, length, added);
        length++;
        ref readonly var node = ref nodes[index];
        if (node.Split.IsLeaf)
        {
            AddLeaf(path[..length], scale * node.Split.Value, sums);
            return;
        }

        var seen = new PathElement { Zero = 1, One = 1 };
        var position = IndexOf(path[..length], node.Split.Feature);
        if (position > 0)
        {
            seen = path[position];
            Unwind(path[..length], position);
            length--;
        }

        var goesLeft = node.Split.GoesLeft(features[node.Split.Feature]);
        var left = new PathElement
        {
            Feature = node.Split.Feature, Zero = node.LeftShare * seen.Zero, One = goesLeft ? seen.One : 0,
        };
        var right = left with { Zero = node.RightShare * seen.Zero, One = goesLeft ? 0 : seen.One };
        WalkUnlessIdle(index + 1, start, length, left, features, sums);
        WalkUnlessIdle(node.Right, start, length, right, features, sums);
    }

    // Neither this row nor any training row gets there: every share below is zero, and could not be unwound.
    private void WalkUnlessIdle(
        int index, int path, int length, PathElement added, ReadOnlySpan<float> features, Span<double> sums)
    {
        if (added.Zero != 0 || added.One != 0) Walk(index, path, length, added, features, sums);
    }

    private static int IndexOf(ReadOnlySpan<PathElement> path, int feature)
    {
        for (var i = 1; i < path.Length; i++)
        {
            if (path[i].Feature == feature) return i;
        }

        return -1;
    }

    // EXTEND: the weights of subsets by size, with one more feature to choose from.
    private static void Extend(Span<PathElement> path, int length, PathElement added)
    {
        added.Weight = length == 0 ? 1 : 0;
        path[length] = added;
        for (var i = length - 1; i >= 0; i--)
        {
            path[i + 1].Weight += added.One * path[i].Weight * (i + 1) / (length + 1);
            path[i].Weight *= added.Zero * (length - i) / (length + 1);
        }
    }

    // UNWIND: takes the feature at the position out again.
    private static void Unwind(Span<PathElement> path, int position)
    {
        var (zero, one) = (path[position].Zero, path[position].One);
        var length = path.Length;
        var next = path[length - 1].Weight;
        for (var i = length - 2; i >= 0; i--)
        {
            if (one != 0)
            {
                var before = path[i].Weight;
                path[i].Weight = next * length / ((i + 1) * one);
                next = before - path[i].Weight * zero * (length - 1 - i) / length;
            }
            else
            {
                path[i].Weight = path[i].Weight * length / (zero * (length - 1 - i));
            }
        }

        for (var i = position; i < length - 1; i++) path[i] = path[i + 1] with { Weight = path[i].Weight };
    }

    private static void AddLeaf(ReadOnlySpan<PathElement> path, double value, Span<double> sums)
    {
        for (var i = 1; i < path.Length; i++)
        {
            sums[path[i].Feature] += UnwoundSum(path, i) * (path[i].One - path[i].Zero) * value;
        }
    }

    // The sum of all weights after UNWIND, without changing the path.
    private static double UnwoundSum(ReadOnlySpan<PathElement> path, int position)
    {
        var (zero, one) = (path[position].Zero, path[position].One);
        var length = path.Length;
        var next = path[length - 1].Weight;
        var sum = 0.0;
        for (var i = length - 2; i >= 0; i--)
        {
            if (one != 0)
            {
                var unwound = next * length / ((i + 1) * one);
                sum += unwound;
                next = path[i].Weight - unwound * zero * (length - 1 - i) / length;
            }
            else
            {
                sum += path[i].Weight * length / (zero * (length - 1 - i));
            }
        }

        return sum;
    }

    private struct PathElement
    {
        public int Feature;
        public double Zero;
        public double One;
        public double Weight;
    }

    private readonly record struct Node(TreeNode Split, int Right, double LeftShare, double RightShare, double Mean);
}
