using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;

namespace RetrainGrains.Learning.Trees;

/// <summary>Boosted trees, grown leaf-wise or depth-wise.</summary>
internal sealed class BoostedTreeLearner(string name, TreeParameters defaults, GrowthOrder order)
    : Learner<TreeParameters>(name, defaults)
{
    protected override string? DataFailure(Dataset rows, TreeParameters parameters) =>
        TooFewRows(rows, 2 * parameters.MinimumExampleCountPerLeaf) ?? OnlyOneClass(rows);

    protected override Model FitModel(
        Dataset rows, TreeParameters parameters, ulong seed, FitOptions options, List<string> notes) =>
        TreeBooster.Fit(rows, parameters, order, seed, options);
}
