using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Neural;
using RetrainGrains.Learning.Registry;

namespace RetrainGrains.Learning.Tests.Neural;

public sealed class PerceptronLearnerTests
{
    private static readonly Dataset Training = SyntheticRows.Create(3_000, 4, seed: 1, Smooth);
    private static readonly Dataset Later = SyntheticRows.Create(1_000, 4, seed: 2, Smooth);
    private static readonly PerceptronParameters Quick = new() { Epochs = 2, HiddenUnits = 4 };

    [Fact]
    public void It_learns_a_curve_and_an_interaction_that_a_line_cannot()
    {
        var error = Fitting.Error("perceptron", Training, Later);

        Assert.True(error < 0.2 * Fitting.Error("ridge", Training, Later), $"error {error}");
    }

    [Fact]
    public void It_tells_two_classes_apart_that_no_line_does()
    {
        static double Inside(float[] x) => x[0] * x[0] + x[1] * x[1] < 0.5 ? 1 : 0;
        var rows = SyntheticRows.Create(2_000, 2, 3, Inside, PredictionTask.BinaryClassification);
        var later = SyntheticRows.Create(500, 2, 4, Inside, PredictionTask.BinaryClassification);

        var probabilities = Fitting.Fit("perceptron", rows).CreateScorer().ScoreAll(later);

        var right = probabilities.Where((p, row) => (p > 0.5 ? 1 : 0) == later.Targets[row]).Count();
        Assert.True(right > 0.95 * later.Count, $"{right} right");
        Assert.All(probabilities, probability => Assert.InRange(probability, 0, 1));
    }

    [Fact]
    public void Categories_and_missing_values_are_inputs_like_any_other()
    {
        var schema = new DatasetSchema(
            PredictionTask.Regression, [FeatureDescription.Categorical("c", 3), FeatureDescription.Numeric("x")]);
        var builder = new DatasetBuilder(schema);
        var random = new Random(5);
        for (var row = 0; row < 3_000; row++)
        {
            var category = random.Next(3);
            var isMissing = random.Next(4) == 0;
            var value = (float)random.NextDouble();
            var target = category * category + (isMissing ? 0.5 : value);
            builder.Add(row, [category, isMissing ? float.NaN : value], target);
        }

        var scorer = Fitting.Fit("perceptron", builder.Build()).CreateScorer();

        Assert.All([0, 1, 2], category =>
        {
            Assert.Equal(category * category + 0.9, scorer.Score([category, 0.9f], 0), 0.15);
            Assert.Equal(category * category + 0.5, scorer.Score([category, float.NaN], 0), 0.15);
        });
    }

    [Fact]
    public void The_same_seed_gives_the_same_bytes_and_another_seed_others()
    {
        var one = Fitting.Fit("perceptron", Training, Quick, seed: 3);

        Assert.Equal(one.Id, Fitting.Fit("perceptron", Training, Quick, seed: 3).Id);
        Assert.NotEqual(one.Id, Fitting.Fit("perceptron", Training, Quick, seed: 4).Id);
    }

    [Fact]
    public void It_is_read_back_as_it_was_written()
    {
        var fitted = Fitting.Fit("perceptron", Training, Quick);

        var read = ModelRegistry.Parse(fitted.Bytes.Span);

        Assert.Equal(fitted.CreateScorer().ScoreAll(Later), read.CreateScorer().ScoreAll(Later));
    }

    [Fact]
    public void Scoring_allocates_nothing()
    {
        var scorer = Fitting.Fit("perceptron", Training, Quick).CreateScorer();
        var row = new float[4];
        scorer.Score(row, 0);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) scorer.Score(row, 0);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Rows_that_count_more_teach_more()
    {
        var turned = 0;
        var rows = SyntheticRows.Create(2_000, 2, 5, x => turned++ < 1_500 ? x[0] : -x[0]);
        var now = SyntheticRows.Create(300, 2, 6, x => -x[0]);

        var recent = Fitting.Error("perceptron", rows.WeightedByRecency(TimeSpan.FromHours(100)), now);

        Assert.True(recent < 0.3 * Fitting.Error("perceptron", rows, now), $"error {recent}");
    }

    private static double Smooth(float[] x) => Math.Sin(3 * x[0]) + 2 * x[1] * x[2];
}
