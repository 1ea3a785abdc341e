using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Linear;
using RetrainGrains.Learning.Registry;

namespace RetrainGrains.Learning.Tests.Linear;

public sealed class RidgeLearnerTests
{
    private static readonly LinearParameters NoPenalty = LinearParameters.Default with { L2Regularization = 1e-9 };

    [Fact]
    public void A_linear_function_is_recovered_exactly()
    {
        var rows = SyntheticRows.Create(500, 3, seed: 1, x => 4 + 2 * x[0] - 3 * x[1]);

        var scorer = Fitting.Fit("ridge", rows, NoPenalty).CreateScorer();

        Assert.Equal(4, scorer.Score([0, 0, 0], 0), 1e-6);
        Assert.Equal(4 + 200 - 3, scorer.Score([100, 1, 50], 0), 1e-5);
    }

    [Fact]
    public void A_missing_value_counts_as_the_mean()
    {
        var rows = SyntheticRows.Create(500, 1, seed: 1, x => 5 * x[0]);
        var mean = rows.Column(0).ToArray().Average(v => (double)v);

        Assert.Equal(5 * mean, Fitting.Fit("ridge", rows, NoPenalty).CreateScorer().Score([float.NaN], 0), 1e-6);
    }

    [Fact]
    public void Each_category_has_its_own_effect_and_an_unknown_one_the_average()
    {
        var schema = new DatasetSchema(PredictionTask.Regression, [FeatureDescription.Categorical("station", 3)]);
        var builder = new DatasetBuilder(schema);
        double[] effects = [10, -5, 40];
        for (var i = 0; i < 300; i++) builder.Add(i, [i % 3], effects[i % 3]);
        var parameters = LinearParameters.Default with { L2Regularization = 1e-4 };

        var scorer = Fitting.Fit("ridge", builder.Build(), parameters).CreateScorer();

        Assert.Equal(10, scorer.Score([0], 0), 1e-3);
        Assert.Equal(-5, scorer.Score([1], 0), 1e-3);
        Assert.Equal(40, scorer.Score([2], 0), 1e-3);
        Assert.Equal(15, scorer.Score([7], 0), 1e-3);
    }

    [Fact]
    public void A_penalty_shrinks_the_known_amount()
    {
        var rows = SyntheticRows.Create(100, 1, seed: 1, x => 5 * x[0]);
        var parameters = LinearParameters.Default with { L2Regularization = 100 };

        var scorer = Fitting.Fit("ridge", rows, parameters).CreateScorer();

        // On a standardised column X^T X is the row count: a penalty as large halves the slope.
        Assert.Equal(2.5, scorer.Score([1], 0) - scorer.Score([0], 0), 1e-6);
    }

    [Fact]
    public void Copies_of_a_feature_share_its_effect()
    {
        var rows = SyntheticRows.Create(200, 2, seed: 1, x => 6 * (x[1] = x[0]));

        var scorer = Fitting.Fit("ridge", rows).CreateScorer();

        Assert.Equal(3, scorer.Score([1, 0], 0) - scorer.Score([0, 0], 0), 0.05);
        Assert.Equal(3, scorer.Score([0, 1], 0) - scorer.Score([0, 0], 0), 0.05);
    }

    [Fact]
    public void A_penalty_too_small_to_tell_copies_apart_is_raised_and_that_is_said()
    {
        var rows = SyntheticRows.Create(200_000, 2, seed: 1, x => 6 * (x[1] = x[0]));

        var result = LearnerRegistry.BuiltIn.Get("ridge").Fit(rows, NoPenalty, 1, FitOptions.Default);

        Assert.Contains("the penalty was raised to 1E-06", Assert.Single(result.Notes));
        Assert.Equal(6, result.Artifact!.CreateScorer().Score([1, 1], 0), 0.001);
    }

    [Fact]
    public void Of_thousands_of_categories_the_frequent_ones_are_told_apart_and_the_others_are_at_the_mean()
    {
        // 20 frequent ones among 3,000, every other of which is high.
        var random = new Random(5);
        var builder = new DatasetBuilder(new DatasetSchema(
            PredictionTask.Regression,
            [FeatureDescription.Numeric("x"), FeatureDescription.Categorical("c", 3_000)]));
        for (var i = 0; i < 2_000; i++)
        {
            var place = random.Next(20);
            var (category, level) = random.Next(10) == 0 ? (random.Next(1_000, 3_000), 0) : (place * 50, place % 2);
            builder.Add(i, [i % 3, category], level == 0 ? 10 : 20);
        }

        var result = LearnerRegistry.BuiltIn.Get("ridge").Fit(
            builder.Build(), LinearParameters.Default, 1, FitOptions.Default);

        var scorer = result.Artifact!.CreateScorer();
        Assert.All(Enumerable.Range(0, 20), place =>
            Assert.Equal(place % 2 == 0 ? 10 : 20, scorer.Score([1, place * 50], 0), 1.0));
        Assert.InRange(scorer.Score([1, 999], 0), 9, 17);
    }

    [Fact]
    public void Too_few_rows_or_too_many_columns_are_an_answer()
    {
        var few = LearnerRegistry.BuiltIn.Get("ridge").Fit(
            SyntheticRows.Create(9, 1, 1, x => x[0]), LinearParameters.Default, 1, FitOptions.Default);
        var wide = LearnerRegistry.BuiltIn.Get("ridge").Fit(
            SyntheticRows.Create(10, 501, 1, x => x[0]), LinearParameters.Default, 1, FitOptions.Default);

        Assert.Contains("needs at least 10 rows", few.Failure);
        Assert.Contains("at most 500 columns", wide.Failure);
    }
}
