using System.Runtime.InteropServices;
using Microsoft.ML;
using Microsoft.ML.Trainers.LightGbm;
using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Scoring;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.MachineLearning;

/// <summary>Trains with Microsoft.ML.LightGbm, and keeps the trees in our own form.</summary>
internal sealed class LightGbmLearner() : MachineLearningLearner("lightgbm", TreeParameters.LeafWise)
{
    public override SearchSpace SearchSpace => TreeSearchSpaces.Boosting;

    public override LearnerParameters ParametersFor(TreePolicy trees) => Defaults.WithBoosting(trees);

    private static readonly Lazy<bool> HasLibrary = new(
        () => NativeLibrary.TryLoad("lib_lightgbm", typeof(LightGbmRegressionTrainer).Assembly, null, out _));

    // Its package has no build of it for every system, and on Linux it wants the runtime of OpenMP.
    protected override string? DataFailure(Dataset rows, TreeParameters parameters) => HasLibrary.Value
        ? base.DataFailure(rows, parameters)
        : $"Learner '{Name}' needs lib_lightgbm, and on Linux libgomp1; this system cannot load them.";

    protected override Model Train(
        MLContext context, IDataView data, PredictionTask task, TreeParameters parameters, int seed, int threads)
    {
        if (task == PredictionTask.Regression)
        {
            var regression = new LightGbmRegressionTrainer.Options
            {
                LabelColumnName = nameof(MachineLearningRows.Row.Label),
                ExampleWeightColumnName = nameof(MachineLearningRows.Row.Weight),
            };
            Configure(regression, parameters, seed, threads);
            var numbers = context.Regression.Trainers.LightGbm(regression).Fit(data).Model;
            return MachineLearningTrees.Convert(numbers.TrainedTreeEnsemble, 0, 1, Link.Identity);
        }

        var binary = new LightGbmBinaryTrainer.Options
        {
            LabelColumnName = nameof(MachineLearningRows.Row.Class),
            ExampleWeightColumnName = nameof(MachineLearningRows.Row.Weight),
        };
        Configure(binary, parameters, seed, threads);
        var classes = context.BinaryClassification.Trainers.LightGbm(binary).Fit(data).Model;

        // ML.NET's sigmoid is 1 / (1 + exp(slope · score + offset)).
        var sigmoid = classes.Calibrator;
        return MachineLearningTrees.Convert(
            classes.SubModel.TrainedTreeEnsemble, -sigmoid.Offset, -sigmoid.Slope, Link.Logistic);
    }

    private static void Configure<TOptions, TOutput, TTransformer, TModel>(
        LightGbmTrainerBase<TOptions, TOutput, TTransformer, TModel>.OptionsBase trainer, TreeParameters parameters,
        int seed, int threads)
        where TOptions : LightGbmTrainerBase<TOptions, TOutput, TTransformer, TModel>.OptionsBase, new()
        where TTransformer : ISingleFeaturePredictionTransformer<TModel>
        where TModel : class
    {
        trainer.NumberOfIterations = parameters.NumberOfTrees;
        trainer.LearningRate = parameters.LearningRate;
        trainer.NumberOfLeaves = parameters.NumberOfLeaves;
        trainer.MinimumExampleCountPerLeaf = parameters.MinimumExampleCountPerLeaf;
        trainer.MaximumBinCountPerFeature = parameters.MaximumBinCountPerFeature;
        trainer.UseCategoricalSplit = false;
        trainer.Seed = seed;
        trainer.NumberOfThreads = threads;
        trainer.Deterministic = true;
        trainer.Booster = new GradientBooster.Options
        {
            MaximumTreeDepth = parameters.MaximumTreeDepth,
            MinimumSplitGain = parameters.MinimumGain,
            L1Regularization = parameters.L1Regularization,
            L2Regularization = parameters.L2Regularization,
            FeatureFraction = parameters.FeatureFraction,
            SubsampleFraction = parameters.BaggingFraction,
            SubsampleFrequency = parameters.BaggingFraction < 1 ? 1 : 0,
        };
    }
}
