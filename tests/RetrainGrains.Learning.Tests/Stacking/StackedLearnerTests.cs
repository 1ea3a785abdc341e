using System.Globalization;
using RetrainGrains.Learning.Blending;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Registry;
using RetrainGrains.Learning.Stacking;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.Tests.Stacking;

public sealed class StackedLearnerTests
{
    private const string Name = "stacked";
    private static readonly string[] Regressors = ["leafwise", "forest", "ridge", "seasonal"];

    [Fact]
    public void A_member_that_alone_is_right_gets_all_the_weight()
    {
        var rows = SyntheticRows.Create(600, 3, 1, x => 3 * x[0] - 2 * x[1] + x[2]);

        var artifact = Fitting.Fit(Name, rows);

        var member = Assert.Single(Assert.IsType<BlendModel>(artifact.Model).Members);
        Assert.Equal(("ridge", Name), (member.Learner, artifact.Learner));
    }

    [Fact]
    public void On_few_noisy_rows_members_that_err_differently_are_better_together_than_each()
    {
        var (rows, test) = (Noisy(400, 1), Noisy(2_000, 2));

        Assert.InRange(Fitting.Error(Name, rows, test), 0, 0.99 * Regressors.Min(ErrorOf));

        double ErrorOf(string name) => Fitting.Error(name, rows, test);
    }

    [Fact]
    public void On_the_bike_stream_it_is_better_than_each_member_where_they_predict_the_change()
    {
        var rows = Bike();

        Assert.InRange(BikeRatio(rows, 6_000, TargetForm.Change), 0, 0.995);
    }

    // The stream grows, and what was best is not always best later.
    [Fact]
    public void On_the_bike_stream_it_is_hardly_worse_than_the_member_that_hindsight_would_choose()
    {
        var rows = Bike();

        Assert.InRange(
            new[] { 6_000, 10_000, 14_000 }.Average(known => BikeRatio(rows, known, TargetForm.Level)), 0, 1.02);
    }

    [Fact]
    public void Probabilities_are_combined_by_log_loss()
    {
        var (rows, test) = (Classes(3_000, 1), Classes(3_000, 2));

        double LossOf(string name) => Fitting.Fit(name, rows).CreateScorer().ScoreAll(test)
            .Zip(test.Targets.ToArray(), (p, y) => -Math.Log(Math.Clamp(y > 0 ? p : 1 - p, 1e-6, 1))).Average();

        var best = new[] { "leafwise", "forest", "logistic" }.Min(LossOf);
        Assert.InRange(LossOf(Name), 0, 1.01 * best);
        Assert.All(
            Assert.IsType<BlendModel>(Fitting.Fit(Name, rows).Model).Members,
            member => Assert.Contains(member.Learner, new[] { "leafwise", "forest", "logistic" }));
    }

    [Fact]
    public void No_fold_trains_on_rows_whose_outcome_its_origin_did_not_know()
    {
        var random = new Random(5);
        var rows = SyntheticRows.Create(1_000, 1, 1, _ => random.NextDouble())
            .WithOutcomeDelay(TimeSpan.FromHours(24));
        var memoriser = new Memoriser();
        var learner = new StackedLearner([memoriser, LearnerRegistry.BuiltIn.Get("mean")], []);

        var result = learner.Fit(rows, learner.Defaults, 1, FitOptions.Default);

        // Whoever is asked what it was told is never wrong; with honest folds nobody was told.
        Assert.Equal(["memoriser weighs 0.000.", "mean weighs 1.000."], result.Notes);
        Assert.Equal(
            [600 - 24, 700 - 24, 800 - 24, 900 - 24],
            memoriser.LastRows.Select(last => last / SyntheticRows.HourMilliseconds));
    }

    [Fact]
    public void The_same_seed_gives_the_same_bytes_on_any_number_of_threads()
    {
        var rows = SyntheticRows.Create(3_000, 5, 1, SyntheticRows.Nonlinear);

        var one = Fitting.Fit(Name, rows, seed: 3);

        Assert.Equal(one.Id, Fitting.Fit(Name, rows, seed: 3, options: new FitOptions { Threads = 4 }).Id);
        Assert.Equal(one.Id, ModelRegistry.Parse(one.Bytes.Span).Id);
        Assert.Equal(
            one.CreateScorer().ScoreAll(rows), ModelRegistry.Parse(one.Bytes.Span).CreateScorer().ScoreAll(rows));
    }

    [Fact]
    public void A_member_that_fails_is_left_out_and_noted()
    {
        var rows = SyntheticRows.Create(600, 3, 1, x => x[0]).WeightedByRecency(TimeSpan.FromDays(5));
        var learner = LearnerRegistry.BuiltIn.Get(Name);

        var result = learner.Fit(rows, learner.Defaults, 1, FitOptions.Default);

        Assert.True(result.Succeeded);
        Assert.Contains("seasonal was left out: Learner 'seasonal' counts all rows alike", result.Notes[0]);
    }

    [Fact]
    public void What_cannot_be_stacked_is_said()
    {
        var learner = LearnerRegistry.BuiltIn.Get(Name);
        var rows = SyntheticRows.Create(600, 3, 1, x => x[0]);
        var change = learner.Defaults with { TargetForm = TargetForm.Change };

        Assert.Contains("needs at least 50 rows to weigh its members on",
            learner.Fit(rows.Slice(0, 100), learner.Defaults, 1, FitOptions.Default).Failure);
        Assert.Contains("of 600 there are 0", learner.Fit(
            rows.WithOutcomeDelay(TimeSpan.FromDays(99)), learner.Defaults, 1, FitOptions.Default).Failure);
        Assert.Contains("has nobody to combine: leafwise was left out: A target form of Change needs",
            learner.Fit(rows, change, 1, FitOptions.Default).Failure);
        Assert.Contains("cannot go on from a model", learner.Fit(
            rows, learner.Defaults, 1, FitOptions.Default, Fitting.Fit("ridge", rows)).Failure);
        Assert.Null(learner.SearchSpace);
    }

    [Fact]
    public void Its_members_take_the_parameters_that_they_are_given()
    {
        var rows = SyntheticRows.Create(600, 4, 1, SyntheticRows.Nonlinear);
        var plain = StackedParameters.Default;
        var small = plain with
        {
            Bases = plain.Bases.Add("leafwise", TreeParameters.LeafWise with { NumberOfTrees = 2 }),
        };

        var members = Assert.IsType<BlendModel>(Fitting.Fit(Name, rows, small).Model).Members;

        Assert.All(members.Where(member => member.Learner == "leafwise"),
            member => Assert.Equal(2, Assert.IsType<TreeEnsemble>(member.Model).Trees.Count));
    }

    [Fact]
    public void A_regression_is_explained_by_its_members()
    {
        var rows = SyntheticRows.Create(2_000, 4, 1, SyntheticRows.Nonlinear);
        var artifact = Fitting.Fit(Name, rows);
        var attributions = new double[5];
        float[] features = [0.1f, 0.2f, -0.3f, 0.4f];

        artifact.CreateExplainer().Attributions(features, attributions);

        Assert.Equal(artifact.CreateScorer().Score(features, 0), attributions.Sum(), 1e-4);
    }

    private static double BikeRatio(Dataset rows, int known, TargetForm form)
    {
        var (training, test) = (rows.Slice(0, known), rows.Slice(known, 3_000));
        return ErrorOf(Name) / Regressors.Min(ErrorOf);

        double ErrorOf(string name) => Fitting.Error(
            name, training, test, LearnerRegistry.BuiltIn.Get(name).Defaults with { TargetForm = form });
    }

    private static Dataset Noisy(int count, int seed)
    {
        var random = new Random(100 + seed);
        return SyntheticRows.Create(
            count, 6, seed, x => 3 * x[0] + 2 * x[1] + x[2] + SyntheticRows.Nonlinear(x) + 5 * random.NextDouble());
    }

    private static Dataset Classes(int count, int seed)
    {
        var random = new Random(100 + seed);
        return SyntheticRows.Create(
            count, 3, seed, x => random.NextDouble() < 0.5 + 0.2 * x[0] + (x[1] > 0 ? 0.2 : -0.2) * Math.Sign(x[2])
                ? 1 : 0,
            PredictionTask.BinaryClassification);
    }

    // The hour before stands for the last known count; the columns are the calendar and the weather.
    private static Dataset Bike()
    {
        int[] columns = [5, 2, 4, 7, 8, 9, 10, 12, 13];
        var lines = File.ReadAllLines(SharedData.Require("bike/hour.csv")).Skip(1)
            .Select(line => line.Split(',')).ToArray();
        var features = columns.Select(column => FeatureDescription.Numeric($"c{column}"))
            .Prepend(FeatureDescription.Numeric("last"));
        var builder = new DatasetBuilder(new DatasetSchema(PredictionTask.Regression, features, 0));
        for (var i = 1; i < lines.Length; i++)
        {
            var day = DateTimeOffset.ParseExact(
                lines[i][1], "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
            float[] row =
            [
                float.Parse(lines[i - 1][16], CultureInfo.InvariantCulture),
                .. columns.Select(column => float.Parse(lines[i][column], CultureInfo.InvariantCulture)),
            ];
            builder.Add(
                day.AddHours(int.Parse(lines[i][5], CultureInfo.InvariantCulture)).ToUnixTimeMilliseconds(), row,
                double.Parse(lines[i][16], CultureInfo.InvariantCulture));
        }

        return builder.Build().WithOutcomeDelay(TimeSpan.FromHours(1));
    }
}
