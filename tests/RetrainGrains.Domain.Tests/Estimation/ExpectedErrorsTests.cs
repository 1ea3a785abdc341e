namespace RetrainGrains.Domain.Tests.Estimation;

public sealed class ExpectedErrorsTests
{
    [Fact]
    public void A_certain_outcome_counts_as_a_known_one()
    {
        var (expected, known) = (
            new ExpectedErrors(PredictionTask.BinaryClassification),
            new ErrorSums(PredictionTask.BinaryClassification));
        foreach (var (score, outcome) in new[] { (0.9, 1), (0.8, 0), (0.3, 1), (0.1, 0), (0.6, 1), (1.0, 1) })
        {
            expected.AddScore(score, outcome);
            known.Add(score, outcome);
        }
        Metric[] metrics =
            [Metric.Accuracy, Metric.Precision, Metric.Recall, Metric.F1, Metric.LogLoss, Metric.Auc];

        Assert.All(metrics, metric => Assert.Equal(Metrics.Of(known, metric), expected.Of(metric), 1e-12));
    }

    [Fact]
    public void A_likely_outcome_counts_as_its_share()
    {
        var expected = new ExpectedErrors(PredictionTask.BinaryClassification);
        expected.AddScore(0.8, 0.7);
        expected.AddScore(0.2, 0.4);

        Assert.Equal((0.7 + 0.6) / 2, expected.Of(Metric.Accuracy), 1e-12);
        Assert.Equal(0.7, expected.Of(Metric.Precision), 1e-12);
        Assert.Equal(0.7 / 1.1, expected.Of(Metric.Recall), 1e-12);
    }

    [Fact]
    public void Losses_become_the_errors_that_they_are_the_mean_of()
    {
        var one = new ExpectedErrors(PredictionTask.Regression);
        var other = new ExpectedErrors(PredictionTask.Regression);
        one.AddLosses(2, 9);
        other.AddLosses(4, 23);
        one.Merge(other);

        Assert.Equal((2, 3, 4), (one.Rows, one.Of(Metric.Mae), one.Of(Metric.Rmse)));
    }

    [Theory]
    [InlineData(Metric.R2)]
    [InlineData(Metric.Mape)]
    [InlineData(Metric.Accuracy)]
    public void What_cannot_be_told_without_outcomes_is_not_a_number(Metric metric)
    {
        var expected = new ExpectedErrors(PredictionTask.Regression);
        expected.AddLosses(1, 1);

        Assert.Equal(double.NaN, expected.Of(metric));
        Assert.Equal(double.NaN, new ExpectedErrors(PredictionTask.Regression).Of(Metric.Mae));
    }
}
