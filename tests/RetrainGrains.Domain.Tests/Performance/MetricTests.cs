namespace RetrainGrains.Domain.Tests.Performance;

public sealed class MetricTests
{
    [Fact]
    public void Regression_metrics_agree_with_hand_computation()
    {
        var sums = new ErrorSums(PredictionTask.Regression);
        foreach (var (prediction, outcome) in new[] { (12.0, 10.0), (18, 20), (33, 30), (1, 0) }) sums.Add(
            prediction, outcome);

        Assert.Equal(Math.Sqrt((4 + 4 + 9 + 1) / 4.0), Metrics.Of(sums, Metric.Rmse), 1e-12);
        Assert.Equal(2, Metrics.Of(sums, Metric.Mae), 1e-12);
        // The outcome of zero has no relative error.
        Assert.Equal((0.2 + 0.1 + 0.1) / 3, Metrics.Of(sums, Metric.Mape), 1e-12);
        Assert.Equal(1, Metrics.Of(sums, Metric.Within20), 1e-12);
        Assert.Equal(1 - 18.0 / 500, Metrics.Of(sums, Metric.R2), 1e-12);
    }

    [Fact]
    public void Classification_metrics_agree_with_hand_computation()
    {
        var sums = new ErrorSums(PredictionTask.BinaryClassification);
        foreach (var (score, outcome) in new[] { (0.9, 1.0), (0.7, 1), (0.3, 1), (0.6, 0), (0.2, 0) }) sums.Add(
            score, outcome);

        Assert.Equal(3 / 5.0, Metrics.Of(sums, Metric.Accuracy), 1e-12);
        Assert.Equal(2 / 3.0, Metrics.Of(sums, Metric.Precision), 1e-12);
        Assert.Equal(2 / 3.0, Metrics.Of(sums, Metric.Recall), 1e-12);
        Assert.Equal(2 / 3.0, Metrics.Of(sums, Metric.F1), 1e-12);
        // Of the six pairs only (0.3, 0.6) is in the wrong order.
        Assert.Equal(5 / 6.0, Metrics.Of(sums, Metric.Auc), 1e-12);
        var logLoss = -(Math.Log(0.9) + Math.Log(0.7) + Math.Log(0.3) + Math.Log(0.4) + Math.Log(0.8)) / 5;
        Assert.Equal(logLoss, Metrics.Of(sums, Metric.LogLoss), 1e-12);
    }

    [Fact]
    public void An_empty_window_has_no_metric()
    {
        Assert.All(Enum.GetValues<Metric>(), metric =>
            Assert.True(double.IsNaN(Metrics.Of(new ErrorSums(PredictionTask.BinaryClassification), metric))));
    }

    [Theory]
    [InlineData(Metric.Rmse, 10, 11.5, 0.15)]
    [InlineData(Metric.Accuracy, 0.8, 0.72, 0.1)]
    [InlineData(Metric.R2, -0.5, -0.6, 0.2)]
    [InlineData(Metric.Mae, 0, 0, 0)]
    [InlineData(Metric.Mae, 0, 1, double.PositiveInfinity)]
    public void Worsening_is_a_share_of_the_reference(Metric metric, double before, double now, double worse)
    {
        Assert.Equal(worse, Metrics.Worsening(metric, before, now), 1e-12);
    }
}
