using Microsoft.ML;
using Microsoft.ML.Trainers.FastTree;
using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.Cluster;

/// <summary>
/// Trains with ML.NET's FastForest, and keeps the trees in our own form. Classes are learned as 0 and 1: the mean of
/// the leaves is then a probability.
/// </summary>
internal sealed class FastForestLearner() : Learner<TreeParameters>("fastforest", TreeParameters.Forest)
{
    public override bool Supports(LearningTask task) =>
        task is LearningTask.Regression or LearningTask.BinaryClassification;

    protected override string? DataFailure(Dataset rows, TreeParameters parameters) =>
        TooFewRows(rows, 2 * parameters.MinimumExampleCountPerLeaf) ?? OnlyOneClass(rows)
        ?? MachineLearningRows.Unsupported(Name, parameters);

    protected override Model FitModel(
        Dataset rows, TreeParameters parameters, ulong seed, FitOptions options, Model? basis, List<string> notes)
    {
        var context = new MLContext((int)(seed & int.MaxValue));
        var trained = context.Regression.Trainers.FastForest(new FastForestRegressionTrainer.Options
        {
            LabelColumnName = nameof(MachineLearningRows.Row.Label),
            ExampleWeightColumnName = nameof(MachineLearningRows.Row.Weight),
            NumberOfTrees = parameters.NumberOfTrees,
            NumberOfLeaves = parameters.NumberOfLeaves,
            MinimumExampleCountPerLeaf = parameters.MinimumExampleCountPerLeaf,
            MaximumBinCountPerFeature = parameters.MaximumBinCountPerFeature,
            FeatureFraction = parameters.FeatureFraction,
            FeatureFractionPerSplit = parameters.FeatureFractionPerSplit,
            Seed = (int)(seed & int.MaxValue),
            FeatureSelectionSeed = (int)(seed & int.MaxValue),
            NumberOfThreads = options.Threads,
        }).Fit(MachineLearningRows.Of(context, rows, options.Cancellation)).Model.TrainedTreeEnsemble;
        return MachineLearningTrees.Convert(trained, 0, 1.0 / trained.Trees.Count, Link.Identity);
    }
}
