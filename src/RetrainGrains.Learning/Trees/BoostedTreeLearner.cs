using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;

namespace RetrainGrains.Learning.Trees;

/// <summary>Boosted trees, grown leaf-wise or depth-wise.</summary>
internal sealed class BoostedTreeLearner(string name, TreeParameters defaults, GrowthOrder order)
    : Learner<TreeParameters>(name, defaults)
{
    protected override string? DataFailure(Dataset rows, TreeParameters parameters) =>
        TooFewRows(rows, 2 * parameters.MinimumExampleCountPerLeaf) ?? OnlyOneClass(rows)
        ?? BoostingLoss.For(rows.Task, parameters).DataFailure(rows)
        ?? MonotoneConstraint.Failure(parameters.MonotoneConstraints, rows.Schema);

    protected override string? BasisFailure(Artifact basis, DatasetSchema schema, TreeParameters parameters)
    {
        if (!basis.Schema.HasSameShapeAs(schema) || basis.TargetForm != parameters.TargetForm)
        {
            return "The earlier model has another schema or target form: there is nothing to go on from.";
        }

        if (basis.Model is not TreeEnsemble { Scale: 1 } ensemble
            || ensemble.Link != BoostingLoss.For(schema.Task, parameters).Link)
        {
            return $"The earlier model, of learner '{basis.Learner}', is no sum of trees for the same loss.";
        }

        return ensemble.Trees.Count + parameters.NumberOfTrees <= TreeEnsemble.MaximumTrees
            ? null
            : $"{ensemble.Trees.Count} trees and {parameters.NumberOfTrees} more are over the "
                + $"{TreeEnsemble.MaximumTrees} that a model may have; start from nothing.";
    }

    protected override Model FitModel(
        Dataset rows, TreeParameters parameters, ulong seed, FitOptions options, Model? basis, List<string> notes) =>
        TreeBooster.Fit(rows, parameters, order, seed, options, basis as TreeEnsemble, notes);
}
