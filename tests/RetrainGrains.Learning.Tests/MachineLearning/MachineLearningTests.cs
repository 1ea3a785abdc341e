using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;
using Microsoft.ML.Trainers.LightGbm;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.MachineLearning;
using RetrainGrains.Learning.Registry;
using RetrainGrains.Learning.Scoring;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.Tests.MachineLearning;

/// <summary>ML.NET's trees as ours: the same predictions, with values missing.</summary>
public sealed class MachineLearningTests
{
    private static readonly Dataset Numbers =
        SyntheticRows.Create(3_000, 6, seed: 1, SyntheticRows.Nonlinear, missingShare: 0.1);
    private static readonly Dataset Classes = SyntheticRows.Create(
        3_000, 6, seed: 1, x => SyntheticRows.Nonlinear(x) > 0.5 ? 1 : 0, PredictionTask.BinaryClassification,
        missingShare: 0.1);

    private readonly MLContext context = new(1);

    [Fact]
    public void Converted_LightGBM_predicts_what_MLNET_predicts()
    {
        var data = MachineLearningRows.Of(context, Numbers, TestContext.Current.CancellationToken);
        var trained = context.Regression.Trainers.LightGbm(numberOfIterations: 50).Fit(data);

        var ours = MachineLearningTrees.Convert(trained.Model.TrainedTreeEnsemble, 0, 1, Link.Identity).Compile();

        AssertSame(trained.Transform(data).GetColumn<float>("Score"), ours, Numbers);
    }

    [Fact]
    public void Converted_probabilities_are_MLNETs_probabilities()
    {
        var data = MachineLearningRows.Of(context, Classes, TestContext.Current.CancellationToken);
        var options = new LightGbmBinaryTrainer.Options { LabelColumnName = "Class", NumberOfIterations = 50 };
        var trained = context.BinaryClassification.Trainers.LightGbm(options).Fit(data);
        var sigmoid = trained.Model.Calibrator;

        var ours = MachineLearningTrees.Convert(
            trained.Model.SubModel.TrainedTreeEnsemble, -sigmoid.Offset, -sigmoid.Slope, Link.Logistic).Compile();

        AssertSame(trained.Transform(data).GetColumn<float>("Probability"), ours, Classes);
    }

    [Fact]
    public void A_converted_forest_predicts_what_MLNET_predicts()
    {
        var data = MachineLearningRows.Of(context, Numbers, TestContext.Current.CancellationToken);
        var trained = context.Regression.Trainers
            .FastForest(new FastForestRegressionTrainer.Options { NumberOfTrees = 50 }).Fit(data);
        var trees = trained.Model.TrainedTreeEnsemble;

        var ours = MachineLearningTrees.Convert(trees, 0, 1.0 / trees.Trees.Count, Link.Identity).Compile();

        AssertSame(trained.Transform(data).GetColumn<float>("Score"), ours, Numbers);
    }

    [Theory]
    [InlineData("lightgbm")]
    [InlineData("fastforest")]
    public void They_learn_numbers_and_probabilities(string name)
    {
        var later = SyntheticRows.Create(1_000, 6, seed: 2, SyntheticRows.Nonlinear);
        var few = (TreeParameters)LearnerRegistry.BuiltIn.Get(name).Defaults with { NumberOfTrees = 40 };

        Assert.True(Fitting.Error(name, Numbers, later, few) < 0.6 * Fitting.Error("mean", Numbers, later));
        var share = Classes.Targets.ToArray().Average();
        Assert.InRange(
            Fitting.Fit(name, Classes, few).CreateScorer().ScoreAll(Classes).Average(), 0.9 * share, 1.1 * share);
    }

    [Fact]
    public void Settings_that_MLNET_lacks_are_refused()
    {
        var learner = LearnerRegistry.BuiltIn.Get("lightgbm");

        Assert.Contains(
            "squared error only",
            learner.Fit(Numbers, TreeParameters.LeafWise with { Objective = Objective.Huber }, 1, FitOptions.Default)
                .Failure);
    }

    private static void AssertSame(IEnumerable<float> theirs, Learning.Scoring.Predictor ours, Dataset rows)
    {
        var features = new float[rows.FeatureCount];
        var row = 0;
        foreach (var expected in theirs)
        {
            rows.CopyRow(row, features);
            Assert.Equal(expected, ours.Predict(features, rows.UnixMilliseconds[row]), 1e-5);
            row++;
        }

        Assert.Equal(rows.Count, row);
    }
}
