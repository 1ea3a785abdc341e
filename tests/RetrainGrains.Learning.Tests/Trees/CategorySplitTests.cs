using FsCheck;
using FsCheck.Fluent;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Registry;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.Tests.Trees;

public sealed class CategorySplitTests
{
    private static readonly TreeParameters Stump = TreeParameters.LeafWise with
    {
        NumberOfTrees = 1, NumberOfLeaves = 2, LearningRate = 1, L2Regularization = 0, MinimumExampleCountPerLeaf = 1,
    };

    [Theory]
    [InlineData("leafwise")]
    [InlineData("depthwise")]
    [InlineData("forest")]
    [InlineData("extra-trees")]
    public void Categories_in_no_order_are_told_apart_by_one_split(string learner)
    {
        // Every other category is high: an order of codes needs a cut between each pair.
        var rows = Rows(6_000, 40, seed: 1, (category, _) => category % 2 == 0 ? 5 : -5);
        var parameters = ((TreeParameters)LearnerRegistry.BuiltIn.Get(learner).Defaults) with
        {
            NumberOfTrees = 1, NumberOfLeaves = 2, LearningRate = 1, FeatureFractionPerSplit = 1,
        };

        var scorer = Fitting.Fit(learner, rows, parameters).CreateScorer();

        Assert.All(
            Enumerable.Range(0, 40), category => Assert.Equal(category % 2 == 0, scorer.Score([category, 0], 0) > 3));
    }

    [Fact]
    public void The_split_is_nearly_as_good_as_the_best_of_all_sets()
    {
        var means = Gen.Choose(-20, 20).ArrayOf(6);

        Prop.ForAll(means.ToArbitrary(), levels =>
        {
            var rows = Rows(6_000, 6, seed: 3, (category, _) => levels[category]);
            var predictions = Fitting.Fit("leafwise", rows, Stump).CreateScorer().ScoreAll(rows);
            // Nearly: the penalty on sets prefers even sides where two are about as good.
            return SquaredError(predictions, rows) <= BestOfAllSets(rows, 6) * 1.05 + 1e-3;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(30));
    }

    [Theory]
    [InlineData("leafwise", 0.3)]
    [InlineData("forest", 0.8)]
    public void Categories_and_numbers_are_learned_side_by_side(string learner, double bound)
    {
        var random = new Random(9);
        var builder = new DatasetBuilder(new DatasetSchema(
            PredictionTask.Regression,
            [FeatureDescription.Categorical("c", 12), FeatureDescription.Numeric("x")]));
        for (var i = 0; i < 4_000; i++)
        {
            var (category, value) = (random.Next(12), (float)random.NextDouble());
            builder.Add(i, [category, value], category * 5 % 12 + 10 * value);
        }

        var rows = builder.Build();
        var predictions = Fitting.Fit(learner, rows).CreateScorer().ScoreAll(rows);
        var error = Math.Sqrt(SquaredError(predictions, rows) / rows.Count);

        Assert.True(error < bound, $"error {error}");
    }

    [Fact]
    public void A_missing_category_goes_where_its_outcomes_belong_and_an_unknown_one_to_the_rest()
    {
        var rows = Rows(1_000, 4, seed: 2, (category, isMissing) => isMissing || category == 1 ? 8 : 0, missing: 0.2);

        var scorer = Fitting.Fit("leafwise", rows, Stump).CreateScorer();

        Assert.Equal(8, scorer.Score([float.NaN, 0], 0), 0.2);
        Assert.Equal(8, scorer.Score([1, 0], 0), 0.2);
        Assert.Equal(0, scorer.Score([3, 0], 0), 0.2);
    }

    [Fact]
    public void Rows_that_were_not_sampled_are_scored_during_training_as_they_are_afterwards()
    {
        var losses = new List<double>();
        var rows = Rows(800, 12, seed: 5, (category, _) => category * category % 7);
        var bagged = TreeParameters.LeafWise with { NumberOfTrees = 20, BaggingFraction = 0.5 };

        var fitted = Fitting.Fit(
            "leafwise", rows, bagged, options: new FitOptions { Progress = p => losses.Add(p.TrainingLoss) });

        var error = SquaredError(fitted.CreateScorer().ScoreAll(rows), rows) / rows.Count / 2;
        Assert.Equal(losses[^1], error, 1e-6);
    }

    [Fact]
    public void Attributions_of_categories_add_up_to_the_prediction()
    {
        var rows = Rows(500, 9, seed: 6, (category, _) => category is 2 or 5 ? 3 : category);
        var fitted = Fitting.Fit("leafwise", rows);
        var explainer = fitted.CreateExplainer();
        var attributions = new double[explainer.AttributionCount];

        explainer.Attributions([5, 0.3f], attributions);

        Assert.Equal(fitted.CreateScorer().Score([5, 0.3f], 0), attributions.Sum(), 1e-9);
    }

    [Fact]
    public void Of_more_categories_than_a_byte_can_name_the_rare_ones_are_told_apart_by_their_order()
    {
        var rows = Rows(4_000, 600, seed: 7, (category, _) => category > 300 ? 4 : -4);

        var scorer = Fitting.Fit("leafwise", rows).CreateScorer();

        Assert.All(Enumerable.Range(0, 280), category => Assert.True(scorer.Score([category, 0], 0) < -3));
        Assert.All(Enumerable.Range(320, 280), category => Assert.True(scorer.Score([category, 0], 0) > 3));
    }

    [Theory]
    [InlineData("leafwise")]
    [InlineData("depthwise")]
    [InlineData("forest")]
    public void Of_thousands_of_categories_in_no_order_each_frequent_one_is_told_apart(string learner)
    {
        // 64 frequent ones among 5,000, every other of which is high; the others are rare, and neither.
        var random = new Random(11);
        var builder = new DatasetBuilder(
            new DatasetSchema(PredictionTask.Regression, [FeatureDescription.Categorical("c", 5_000)]));
        for (var i = 0; i < 20_000; i++)
        {
            var frequent = random.Next(64);
            var category = random.Next(10) == 0 ? random.Next(5_000) : frequent * 78 + 3;
            var level = category % 78 != 3 || category > 63 * 78 + 3 ? 0 : category / 78 % 2 == 0 ? 5 : -5;
            builder.Add(i, [category], level);
        }

        var scorer = Fitting.Fit(learner, builder.Build()).CreateScorer();

        Assert.All(Enumerable.Range(0, 64), place =>
            Assert.Equal(place % 2 == 0, scorer.Score([place * 78 + 3], 0) > 2.5));
        Assert.All(Enumerable.Range(0, 64), place =>
            Assert.Equal(place % 2 == 1, scorer.Score([place * 78 + 3], 0) < -2.5));
        Assert.InRange(Math.Abs(scorer.Score([4_999], 0)), 0, 1);
    }

    [Fact]
    public void Threads_do_not_change_a_byte()
    {
        var rows = Rows(60_000, 30, seed: 8, (category, _) => category * 7 % 11, width: 24);
        var few = TreeParameters.LeafWise with { NumberOfTrees = 4 };

        Assert.Equal(
            Fitting.Fit("leafwise", rows, few, options: new FitOptions { Threads = 1 }).Id,
            Fitting.Fit("leafwise", rows, few, options: new FitOptions { Threads = 2 }).Id);
    }

    private static Dataset Rows(
        int count, int categories, int seed, Func<int, bool, double> target, double missing = 0, int width = 2)
    {
        var random = new Random(seed);
        var builder = new DatasetBuilder(new DatasetSchema(
            PredictionTask.Regression,
            [
                FeatureDescription.Categorical("c", categories),
                .. Enumerable.Range(1, width - 1).Select(i => FeatureDescription.Numeric($"x{i}")),
            ]));
        var row = new float[width];
        for (var i = 0; i < count; i++)
        {
            var (category, isMissing) = (random.Next(categories), random.NextDouble() < missing);
            for (var feature = 1; feature < width; feature++) row[feature] = (float)random.NextDouble();
            row[0] = isMissing ? float.NaN : category;
            builder.Add(i, row, target(category, isMissing));
        }

        return builder.Build();
    }

    private static double BestOfAllSets(Dataset rows, int categories)
    {
        var (counts, sums, squares) = (new double[categories], new double[categories], 0.0);
        for (var row = 0; row < rows.Count; row++)
        {
            counts[(int)rows.Column(0)[row]]++;
            sums[(int)rows.Column(0)[row]] += rows.Targets[row];
            squares += rows.Targets[row] * rows.Targets[row];
        }

        var explained = Enumerable.Range(0, 1 << categories).Max(set => Side(set) + Side(~set));
        return squares - explained;

        double Side(int set)
        {
            int[] members = [.. Enumerable.Range(0, categories).Where(category => (set >> category & 1) != 0)];
            var (count, sum) = (members.Sum(category => counts[category]), members.Sum(category => sums[category]));
            return count == 0 ? 0 : sum * sum / count;
        }
    }

    private static double SquaredError(double[] predictions, Dataset rows)
    {
        var sum = 0.0;
        for (var row = 0; row < rows.Count; row++) sum += Math.Pow(predictions[row] - rows.Targets[row], 2);
        return sum;
    }
}
