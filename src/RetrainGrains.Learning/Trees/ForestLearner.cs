using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;

namespace RetrainGrains.Learning.Trees;

/// <summary>A random forest, or extremely randomised trees.</summary>
internal sealed class ForestLearner(string name, TreeParameters defaults)
    : Learner<TreeParameters>(name, defaults)
{
    protected override string? DataFailure(Dataset rows, TreeParameters parameters) =>
        TooFewRows(rows, 2 * parameters.MinimumExampleCountPerLeaf) ?? OnlyOneClass(rows)
        ?? MonotoneConstraint.Failure(parameters.MonotoneConstraints, rows.Schema);

    protected override Model FitModel(
        Dataset rows, TreeParameters parameters, ulong seed, FitOptions options, Model? basis, List<string> notes) =>
        RandomForest.Fit(rows, parameters, seed, options);
}
