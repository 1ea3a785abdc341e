using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Registry;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.Tests.Trees;

public sealed class BoostingControlTests
{
    private static readonly Dataset Rows = SyntheticRows.Create(4_000, 6, seed: 1, SyntheticRows.Nonlinear);
    private static readonly Dataset Later = SyntheticRows.Create(1_000, 6, seed: 2, SyntheticRows.Nonlinear);

    [Fact]
    public void Weights_that_repeat_rows_learn_what_repeated_rows_teach()
    {
        var weights = Enumerable.Range(0, 1_000).Select(row => row % 3 == 0 ? 2.0 : 1.0).ToArray();
        var once = SyntheticRows.Create(1_000, 6, 3, SyntheticRows.Nonlinear);
        var repeated = Repeat(once, weights);
        // Bins of single values are the same for both; the count of a leaf is not, so one row is enough for any.
        var parameters = TreeParameters.LeafWise with
        {
            NumberOfTrees = 10, MinimumExampleCountPerLeaf = 1, MinimumExampleCountPerBin = 1,
            MaximumBinCountPerFeature = 16,
        };

        var byWeight = Fitting.Error("leafwise", once.WithWeights(weights), Later, parameters);
        var byRepetition = Fitting.Error("leafwise", repeated, Later, parameters);

        Assert.Equal(1, byWeight / byRepetition, 0.05);
    }

    [Theory]
    [InlineData("leafwise", 0.2)]
    [InlineData("forest", 0.7)]
    public void Recent_rows_count_more_where_the_world_has_turned(string learner, double share)
    {
        var turned = 0;
        var rows = SyntheticRows.Create(4_000, 3, 5, x => turned++ < 3_000 ? x[0] : -x[0]);
        var now = SyntheticRows.Create(500, 3, 6, x => -x[0]);

        var recent = Fitting.Error(learner, rows.WeightedByRecency(TimeSpan.FromHours(200)), now);

        Assert.True(recent < share * Fitting.Error(learner, rows, now), $"error {recent}");
    }

    [Theory]
    [InlineData("seasonal")]
    [InlineData("xgboost")]
    public void A_learner_that_counts_all_rows_alike_refuses_weights(string name)
    {
        Assert.SkipWhen(LearnerRegistry.BuiltIn.Problem(name) is not null, $"{name} is not installed");
        var learner = LearnerRegistry.BuiltIn.Get(name);

        var result = learner.Fit(
            Rows.WeightedByRecency(TimeSpan.FromHours(9)), learner.Defaults, 1, FitOptions.Default);

        Assert.Equal($"Learner '{name}' counts all rows alike; a half-life needs another learner.", result.Failure);
    }

    [Fact]
    public void A_weight_must_be_a_positive_number()
    {
        Assert.All([0, -1, double.NaN, double.PositiveInfinity], weight => Assert.Contains(
            "Row 1 has weight",
            Assert.Throws<ArgumentException>(() => Rows.Slice(0, 2).WithWeights([1, weight])).Message));
    }

    [Fact]
    public void Early_stopping_stops_where_later_rows_are_no_longer_predicted_better()
    {
        var random = new Random(4);
        var noise = SyntheticRows.Create(1_500, 4, 7, x => 0.3 * x[0] + random.NextDouble());
        var later = SyntheticRows.Create(3_000, 4, 8, x => 0.3 * x[0] + random.NextDouble());
        var parameters = TreeParameters.LeafWise with { NumberOfTrees = 400 };
        var stopping = parameters with { EarlyStoppingRounds = 20 };

        var stopped = LearnerRegistry.BuiltIn.Get("leafwise").Fit(noise, stopping, 1, FitOptions.Default);

        Assert.StartsWith("Early stopping: ", Assert.Single(stopped.Notes));
        var scores = stopped.Artifact!.CreateScorer().ScoreAll(later);
        Assert.True(SyntheticRows.RootMeanSquaredError(scores, later.Targets)
            < 0.98 * Fitting.Error("leafwise", noise, later, parameters));
    }

    [Fact]
    public void What_is_held_out_cannot_teach_the_number_of_trees_anything()
    {
        // The latest tenth is another world: whoever learned from it would go on, and who did not stops at once.
        var seen = 0;
        var rows = SyntheticRows.Create(2_000, 3, 5, x => seen++ < 1_800 ? x[0] : -x[0]);

        var result = LearnerRegistry.BuiltIn.Get("leafwise").Fit(
            rows, TreeParameters.LeafWise with { EarlyStoppingRounds = 10 }, 1, FitOptions.Default);

        Assert.StartsWith("Early stopping: 1 of 100 trees", Assert.Single(result.Notes));
    }

    [Fact]
    public void Rows_with_large_gradients_and_a_few_others_teach_nearly_as_much_as_all()
    {
        var sampled = TreeParameters.LeafWise with { TopGradientFraction = 0.2, OtherGradientFraction = 0.1 };

        var error = Fitting.Error("leafwise", Rows, Later, sampled);

        Assert.True(error < 1.5 * Fitting.Error("leafwise", Rows, Later));
        Assert.True(error < Fitting.Error("leafwise", Rows, Later,
            TreeParameters.LeafWise with { BaggingFraction = 0.05 }));
    }

    [Fact]
    public void A_fit_that_goes_on_ends_where_one_fit_would_have()
    {
        var half = TreeParameters.LeafWise with { NumberOfTrees = 50 };
        var first = Fitting.Fit("leafwise", Rows, half);

        var second = LearnerRegistry.BuiltIn.Get("leafwise").Fit(Rows, half, 1, FitOptions.Default, first).Artifact!;

        Assert.Equal(Fitting.Fit("leafwise", Rows, half with { NumberOfTrees = 100 }).Id, second.Id);
    }

    [Fact]
    public void A_fit_goes_on_only_from_what_it_could_have_made()
    {
        var ridge = Fitting.Fit("ridge", Rows);
        var narrow = Fitting.Fit("leafwise", SyntheticRows.Create(200, 2, 1, x => x[0]));

        Assert.Contains("is no sum of trees", Failure("leafwise", ridge));
        Assert.Contains("another schema", Failure("leafwise", narrow));
        Assert.Contains("always starts from nothing", Failure("forest", Fitting.Fit("leafwise", Rows)));
    }

    [Fact]
    public void Extremely_randomised_trees_learn_what_a_line_cannot_and_otherwise_than_a_forest()
    {
        var error = Fitting.Error("extra-trees", Rows, Later);

        Assert.True(error < 0.55 * Fitting.Error("ridge", Rows, Later), $"error {error}");
        Assert.NotEqual(Fitting.Fit("forest", Rows).Id, Fitting.Fit("extra-trees", Rows).Id);
    }

    private static string Failure(string learner, RetrainGrains.Learning.Artifacts.Artifact basis)
    {
        var chosen = LearnerRegistry.BuiltIn.Get(learner);
        return chosen.Fit(Rows, chosen.Defaults, 1, FitOptions.Default, basis).Failure!;
    }

    private static Dataset Repeat(Dataset rows, double[] times)
    {
        var builder = new DatasetBuilder(rows.Schema);
        var features = new float[rows.FeatureCount];
        for (var row = 0; row < rows.Count; row++)
        {
            rows.CopyRow(row, features);
            for (var i = 0; i < times[row]; i++) builder.Add(rows.UnixMilliseconds[row], features, rows.Targets[row]);
        }

        return builder.Build();
    }
}
