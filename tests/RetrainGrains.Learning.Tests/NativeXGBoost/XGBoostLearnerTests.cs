using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.NativeXGBoost;
using RetrainGrains.Learning.Registry;

namespace RetrainGrains.Learning.Tests.NativeXGBoost;

public sealed class XGBoostLearnerTests
{
    private const string Name = "xgboost";
    private static readonly Dataset Rows = SyntheticRows.Create(
        3_000, 5, 1, SyntheticRows.Nonlinear, missingShare: 0.05, lastValueFeature: 1);

    [Fact]
    public void The_learner_is_there_where_the_library_is_and_says_what_it_needs_elsewhere()
    {
        var isPresent = XGBoostLibrary.Instance is not null;

        Assert.Equal(isPresent, LearnerRegistry.BuiltIn.Names.Contains(Name));
        Assert.Equal(
            isPresent ? null : "Learner 'xgboost' needs the native library libxgboost 1.6 or later.",
            LearnerRegistry.BuiltIn.Problem(Name));
    }

    [Theory]
    [InlineData(TargetForm.Level)]
    [InlineData(TargetForm.Change)]
    public void It_learns_what_our_own_trees_learn(TargetForm form)
    {
        RequireLibrary();
        var test = SyntheticRows.Create(1_000, 5, 2, SyntheticRows.Nonlinear, 0, 0.05, lastValueFeature: 1);

        var error = Fitting.Error(Name, Rows, test, XGBoostParameters.Default with { TargetForm = form });

        Assert.InRange(error, 0, 1.2 * Fitting.Error("depthwise", Rows, test));
    }

    [Fact]
    public void It_splits_by_categories()
    {
        RequireLibrary();
        var schema = new DatasetSchema(PredictionTask.Regression, [FeatureDescription.Categorical("f1", 20)]);
        var builder = new DatasetBuilder(schema);
        for (var i = 0; i < 2_000; i++) builder.Add(i, [i % 20], i * 7 % 20 % 3);
        var rows = builder.Build();
        var artifact = Fitting.Fit(Name, rows);

        Assert.InRange(
            SyntheticRows.RootMeanSquaredError(artifact.CreateScorer().ScoreAll(rows), rows.Targets), 0, 0.05);
    }

    [Fact]
    public void Names_that_look_like_XGBoosts_own_stay_in_their_places()
    {
        RequireLibrary();
        var schema = new DatasetSchema(
            PredictionTask.Regression, [FeatureDescription.Numeric("f1"), FeatureDescription.Numeric("f0")]);
        var builder = new DatasetBuilder(schema);
        for (var i = 0; i < 500; i++) builder.Add(i, [i % 10, i % 7], i % 10);
        Assert.Equal(8, Fitting.Fit(Name, builder.Build()).CreateScorer().Score([8, 3], 0), 0.1);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bytes_whatever_the_threads()
    {
        RequireLibrary();
        var sampled = XGBoostParameters.Default with { BaggingFraction = 0.5, NumberOfTrees = 20 };

        var first = Fitting.Fit(Name, Rows, sampled);
        var again = Fitting.Fit(Name, Rows, sampled, options: new FitOptions { Threads = 2 });
        var other = Fitting.Fit(Name, Rows, sampled, seed: 2);

        Assert.Equal(first.Id, again.Id);
        Assert.NotEqual(first.Id, other.Id);
    }

    [Fact]
    public void A_class_gets_a_probability_and_attributions()
    {
        RequireLibrary();
        var classes = SyntheticRows.Create(
            2_000, 4, 1, x => SyntheticRows.Nonlinear(x) > 0.5 ? 1 : 0, PredictionTask.BinaryClassification);
        var artifact = ModelRegistry.Parse(Fitting.Fit(Name, classes).Bytes.Span);
        var explainer = artifact.CreateExplainer();
        var attributions = new double[5];
        float[] features = [0.3f, 0.5f, 0.5f, 0.9f];

        explainer.Attributions(features, attributions);
        var probability = artifact.CreateScorer().Score(features, 0);

        Assert.InRange(probability, 0.9, 1);
        Assert.Equal(probability, explainer.ToPrediction(attributions.Sum()), 1e-9);
    }

    [Fact]
    public void Training_loss_falls_and_training_can_be_cancelled()
    {
        RequireLibrary();
        using var cancellation = new CancellationTokenSource();
        var losses = new List<double>();
        var options = new FitOptions
        {
            Progress = progress =>
            {
                losses.Add(progress.TrainingLoss);
                if (progress.Completed == 5) cancellation.Cancel();
            },
            Cancellation = cancellation.Token,
        };

        Assert.Throws<OperationCanceledException>(() => Fitting.Fit(Name, Rows, options: options));

        Assert.Equal(5, losses.Count);
        Assert.Equal(losses.OrderDescending(), losses);
    }

    private static void RequireLibrary() =>
        Assert.SkipUnless(XGBoostLibrary.Instance is not null, "libxgboost is not installed");
}
