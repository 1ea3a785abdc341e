using Microsoft.ML;
using Microsoft.ML.Trainers.FastTree;
using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Scoring;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.MachineLearning;

/// <summary>
/// Trains with ML.NET's FastForest, and keeps the trees in our own form. Classes are learned as 0 and 1: the mean of
/// the leaves is then a probability.
/// </summary>
internal sealed class FastForestLearner() : MachineLearningLearner("fastforest", TreeParameters.Forest)
{
    public override SearchSpace SearchSpace => TreeSearchSpaces.Forest;

    public override LearnerParameters ParametersFor(TreePolicy trees) => Defaults.WithForest(trees);

    protected override Model Train(
        MLContext context, IDataView data, PredictionTask task, TreeParameters parameters, int seed, int threads)
    {
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
            Seed = seed,
            FeatureSelectionSeed = seed,
            NumberOfThreads = threads,
        }).Fit(data).Model.TrainedTreeEnsemble;
        return MachineLearningTrees.Convert(trained, 0, 1.0 / trained.Trees.Count, Link.Identity);
    }
}
