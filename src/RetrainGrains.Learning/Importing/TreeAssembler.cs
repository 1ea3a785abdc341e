using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.Importing;

/// <summary>Puts nodes that name their children by number into preorder, and refuses what is no tree.</summary>
internal static class TreeAssembler
{
    public static Tree Assemble(string where, int nodeCount, Func<int, Branch> branchAt)
    {
        if (nodeCount is < 1 or > TreeEnsemble.MaximumNodesPerTree)
        {
            throw new ImportException(
                $"{where} has {nodeCount} nodes; 1 to {TreeEnsemble.MaximumNodesPerTree} are supported.");
        }

        var preorder = new List<TreeNode>(nodeCount);
        var isVisited = new bool[nodeCount];
        var pending = new Stack<int>();
        pending.Push(0);
        while (pending.TryPop(out var index))
        {
            if ((uint)index >= (uint)nodeCount)
            {
                throw new ImportException($"{where} names node {index}; it has {nodeCount} nodes.");
            }

            if (isVisited[index]) throw new ImportException($"{where} is no tree: two ways lead to node {index}.");
            isVisited[index] = true;
            var branch = branchAt(index);
            preorder.Add(Validated(branch.Node, where, index));
            if (!branch.Node.IsLeaf)
            {
                pending.Push(branch.Right);
                pending.Push(branch.Left);
            }
        }

        return new Tree([.. preorder]);
    }

    private static TreeNode Validated(TreeNode node, string where, int index)
    {
        if (node.IsLeaf ? !float.IsFinite(node.Value) : float.IsNaN(node.Value))
        {
            throw new ImportException($"{where}, node {index} has the value {node.Value}; it must be finite.");
        }

        return node.Cover < 0 || float.IsInfinity(node.Cover)
            ? throw new ImportException($"{where}, node {index} has cover {node.Cover}; it must be at least zero.")
            : node;
    }
}

/// <summary>A node and the numbers of its children; those of a leaf are not read.</summary>
internal readonly record struct Branch(TreeNode Node, int Left = 0, int Right = 0);
