using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;

namespace RetrainGrains.Learning.Trees;

/// <summary>A random forest.</summary>
internal sealed class ForestLearner() : Learner<TreeParameters>("forest", TreeParameters.Forest)
{
    protected override string? DataFailure(Dataset rows, TreeParameters parameters) =>
        TooFewRows(rows, 2 * parameters.MinimumExampleCountPerLeaf) ?? OnlyOneClass(rows);

    protected override Model FitModel(
        Dataset rows, TreeParameters parameters, ulong seed, FitOptions options, List<string> notes) =>
        RandomForest.Fit(rows, parameters, seed, options);
}
