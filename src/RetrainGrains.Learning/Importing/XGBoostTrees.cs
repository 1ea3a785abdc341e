using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.Importing;

/// <summary>The trees of XGBoost's file that serve, by output.</summary>
internal sealed record XGBoostTrees(Tree[][] OfOutputs, int Count, int Serving, int? BestIteration)
{
    private const int MaximumTrees = DatasetSchema.MaximumClasses * TreeEnsemble.MaximumTrees;

    /// <summary>Reads the trees up to the best iteration, or all of them where the file names none.</summary>
    public static XGBoostTrees Read(
        ModelField model, ModelField? weightDrop, ModelField? attributes, ImportedFeatures features, int outputs)
    {
        var trees = model["trees"].Items(MaximumTrees);
        var groups = model["tree_info"].Int32s(trees.Length);
        if (groups.Any(g => g < 0 || g >= outputs))
        {
            throw model.Error($"has trees for other outputs than its {outputs}, which is not supported");
        }

        var weights = weightDrop?.Items(MaximumTrees) ?? [];
        if (weights.Length > 0 && weights.Length != trees.Length)
        {
            throw model.Error($"has {trees.Length} trees and {weights.Length} weights");
        }

        var best = attributes?.Find("best_iteration");
        var serving = best is { } iteration ? EndOf(iteration, model, trees.Length, outputs) : trees.Length;
        var ofOutputs = Enumerable.Range(0, outputs).Select(_ => new List<Tree>()).ToArray();
        for (var i = 0; i < serving; i++)
        {
            var weight = weights.Length > 0 ? weights[i].Single : 1;
            ofOutputs[groups[i]].Add(XGBoostTree.Read(trees[i], i, weight, features));
        }

        return ofOutputs.All(ofOutput => ofOutput.Count is > 0 and <= TreeEnsemble.MaximumTrees)
            ? new XGBoostTrees(
                [.. ofOutputs.Select(ofOutput => ofOutput.ToArray())], trees.Length, serving, best?.Int32)
            : throw model.Error($"has {trees.Length} trees; each output needs 1 to {TreeEnsemble.MaximumTrees}");
    }

    // An iteration grows a tree, or a forest, for each output. From version 2 on the file says where each begins.
    private static int EndOf(ModelField best, ModelField model, int trees, int outputs)
    {
        var iteration = best.Int32;
        if (model.Find("iteration_indptr") is { } field && field.Length() is > 1 and var count)
        {
            var starts = field.Int32s(count);
            return iteration >= 0 && iteration < count - 1 && starts[iteration + 1] is > 0 and var end && end <= trees
                ? end
                : throw best.Error($"is {iteration}; the model has {count - 1} iterations");
        }

        var parallel = model.Find("gbtree_model_param")?.Find("num_parallel_tree")?.Int32 ?? 1;
        var each = (long)Math.Max(1, parallel) * outputs;
        return iteration >= 0 && (iteration + 1L) * each <= trees
            ? (int)((iteration + 1L) * each)
            : throw best.Error($"is {iteration}; the model has {trees / each} iterations");
    }
}
