using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Classes;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Learning.Trees;

/// <summary>A learner of boosted trees, grown leaf-wise or depth-wise.</summary>
internal sealed class BoostedTreeLearner(string name, TreeParameters defaults, GrowthOrder order)
    : Learner<TreeParameters>(name, defaults)
{
    public override SearchSpace SearchSpace => TreeSearchSpaces.Boosting;

    public override LearnerParameters ParametersFor(TreePolicy trees) => Defaults.WithBoosting(trees);

    protected override string? DataFailure(Dataset rows, TreeParameters parameters) =>
        TooFewRows(rows, 2 * parameters.MinimumExampleCountPerLeaf) ?? OnlyOneClass(rows)
        ?? LossFailure(rows, parameters)
        ?? MonotoneConstraint.Failure(parameters.MonotoneConstraints, rows.Schema);

    protected override string? BasisFailure(Artifact basis, DatasetSchema schema, TreeParameters parameters)
    {
        if (!basis.Schema.HasSameShapeAs(schema) || basis.TargetForm != parameters.TargetForm)
        {
            return "The earlier model has another schema or target form: there is nothing to go on from.";
        }

        if (EarlierTrees(basis.Model, schema, parameters) is not { } earlier)
        {
            return $"The earlier model, of learner '{basis.Learner}', is no sum of trees for the same loss.";
        }

        return earlier + parameters.NumberOfTrees <= TreeEnsemble.MaximumTrees
            ? null
            : $"{earlier} trees and {parameters.NumberOfTrees} more are over the "
                + $"{TreeEnsemble.MaximumTrees} that a model may have; start from nothing.";
    }

    protected override Model FitModel(
        Dataset rows, TreeParameters parameters, ulong seed, FitOptions options, Model? basis, List<string> notes) =>
        rows.Task == PredictionTask.MulticlassClassification
            ? ClassBooster.Fit(rows, parameters, order, seed, options, basis as PerClassModel, notes)
            : TreeBooster.Fit(rows, parameters, order, seed, options, basis as TreeEnsemble, notes);

    private static string? LossFailure(Dataset rows, TreeParameters parameters) =>
        rows.Task == PredictionTask.MulticlassClassification
            ? null
            : BoostingLoss.For(rows.Task, parameters).DataFailure(rows);

    // Of one class, where there are several; null when nothing can go on from the model.
    private static int? EarlierTrees(Model model, DatasetSchema schema, TreeParameters parameters) => model switch
    {
        PerClassModel { Link: ClassLink.Softmax } classes
            when classes.Members.All(m => m is TreeEnsemble { Scale: 1, Link: Link.Identity }) =>
            classes.Members.Max(m => ((TreeEnsemble)m).Trees.Count),
        TreeEnsemble { Scale: 1 } ensemble when ensemble.Link == BoostingLoss.For(schema.Task, parameters).Link =>
            ensemble.Trees.Count,
        _ => null,
    };
}
