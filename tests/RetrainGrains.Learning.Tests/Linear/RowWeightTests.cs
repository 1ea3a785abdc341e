using RetrainGrains.Learning.Data;

namespace RetrainGrains.Learning.Tests.Linear;

public sealed class RowWeightTests
{
    [Theory]
    [InlineData("ridge", PredictionTask.Regression)]
    [InlineData("logistic", PredictionTask.BinaryClassification)]
    public void A_row_that_counts_three_times_teaches_what_three_rows_teach(string learner, PredictionTask task)
    {
        var random = new Random(3);
        var rows = SyntheticRows.Create(
            400, 3, 5, x => Target(x[0] - 0.5 * x[1] + random.NextDouble() - 0.5, task), task);
        var weights = Enumerable.Range(0, rows.Count).Select(row => row % 4 == 0 ? 3.0 : 1.0).ToArray();
        var repeated = new DatasetBuilder(rows.Schema);
        var features = new float[rows.FeatureCount];
        for (var row = 0; row < rows.Count; row++)
        {
            rows.CopyRow(row, features);
            var (at, target) = (rows.UnixMilliseconds[row], rows.Targets[row]);
            for (var i = 0; i < weights[row]; i++) repeated.Add(at, features, target);
        }

        var byWeight = Fitting.Fit(learner, rows.WithWeights(weights)).CreateScorer().ScoreAll(rows);
        var byRepetition = Fitting.Fit(learner, repeated.Build()).CreateScorer().ScoreAll(rows);

        Assert.All(byWeight.Zip(byRepetition), pair => Assert.Equal(pair.First, pair.Second, 1e-8));
    }

    private static double Target(double value, PredictionTask task) =>
        task == PredictionTask.Regression ? value : value > 0 ? 1 : 0;
}
