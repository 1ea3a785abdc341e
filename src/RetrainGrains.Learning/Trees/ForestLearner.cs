using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Classes;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;

namespace RetrainGrains.Learning.Trees;

/// <summary>A random forest, or extremely randomised trees.</summary>
internal sealed class ForestLearner(string name, TreeParameters defaults)
    : Learner<TreeParameters>(name, defaults)
{
    public override SearchSpace SearchSpace => TreeSearchSpaces.Forest;

    public override LearnerParameters ParametersFor(TreePolicy trees) => Defaults.WithForest(trees);

    protected override string? DataFailure(Dataset rows, TreeParameters parameters) =>
        TooFewRows(rows, 2 * parameters.MinimumExampleCountPerLeaf) ?? OnlyOneClass(rows)
        ?? MonotoneConstraint.Failure(parameters.MonotoneConstraints, rows.Schema);

    protected override Model FitModel(
        Dataset rows, TreeParameters parameters, ulong seed, FitOptions options, Model? basis, List<string> notes) =>
        rows.Task == PredictionTask.MulticlassClassification
            ? FitClasses(rows, parameters, seed, options)
            : RandomForest.Fit(rows, parameters, seed, options);

    // One forest per class, each against the rest on the same bootstraps: its mean leaf is its share of the votes.
    private static PerClassModel FitClasses(Dataset rows, TreeParameters parameters, ulong seed, FitOptions options)
    {
        var forests = new Model[rows.Schema.ClassCount];
        for (var label = 0; label < forests.Length; label++)
        {
            forests[label] = RandomForest.Fit(
                rows.OneAgainstRest(label), parameters, seed, options.ForPart(label, forests.Length));
        }

        return new PerClassModel(ClassLink.Shares, forests);
    }
}
