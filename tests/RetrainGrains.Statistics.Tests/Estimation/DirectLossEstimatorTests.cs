using RetrainGrains.Statistics.Estimation;
using RetrainGrains.Statistics.Metrics;
using RetrainGrains.Statistics.Tests.TwoSample;

namespace RetrainGrains.Statistics.Tests.Estimation;

/// <summary>Errors that depend on the inputs are foreseen; a new concept is not.</summary>
public sealed class DirectLossEstimatorTests
{
    [Theory]
    [InlineData(ErrorMetric.MeanAbsolute)]
    [InlineData(ErrorMetric.MeanSquared)]
    [InlineData(ErrorMetric.RootMeanSquared)]
    public void A_shift_to_where_the_model_is_worse_is_estimated(ErrorMetric metric)
    {
        var estimator = Fit(metric);
        for (var seed = 0; seed < 10; seed++)
        {
            var (near, far) = (Predicted.Draw(seed, 0.5, 0.3, 1), Predicted.Draw(seed + 100, 2, 0.3, 1));
            var (before, after) = (
                estimator.Estimate(near.Rows, near.Predictions), estimator.Estimate(far.Rows, far.Predictions));

            Assert.InRange(before.Value / Realised(metric, near), 0.8, 1.25);
            Assert.InRange(after.Value / Realised(metric, far), 0.8, 1.25);
            Assert.True(after.Value > 1.7 * before.Value);
        }
    }

    [Fact]
    public void A_change_of_the_concept_is_not_seen()
    {
        var changed = Predicted.Draw(5, 1.5, 0.3, -1);
        var estimate = Fit(ErrorMetric.MeanAbsolute).Estimate(changed.Rows, changed.Predictions);

        Assert.True(Realised(ErrorMetric.MeanAbsolute, changed) > 2 * estimate.Value);
    }

    [Theory]
    [InlineData(ErrorMetric.MeanAbsolute)]
    [InlineData(ErrorMetric.RootMeanSquared)]
    public void Three_sampling_errors_hold_the_realised_error_of_chunks_like_the_reference(ErrorMetric metric)
    {
        var estimator = Fit(metric);
        var record = new EstimatorRecord();
        for (var seed = 0; seed < 200; seed++)
        {
            var chunk = Predicted.Draw(seed + 1_000, 1, 0.7, 1, 400);
            var estimate = estimator.Estimate(chunk.Rows, chunk.Predictions);
            record = record.Add(new Reconciliation(
                estimate, estimate.Interval(3, 0), Realised(metric, chunk), chunk.Outcomes.Length));
        }

        Assert.InRange(record.HeldShare, 0.97, 1);
        Assert.False(record.IsOverconfident());
    }

    [Fact]
    public void The_learner_is_the_callers_and_sees_features_and_the_prediction_last()
    {
        double[]? seen = null;
        LossModel Learner(ReadOnlySpan<double> rows, int columns, ReadOnlySpan<double> losses)
        {
            Assert.Equal(3, columns);
            Assert.Equal([1, 2, 10, 3, double.NaN, 20], rows.ToArray());
            Assert.Equal([1, 4], losses.ToArray());
            return row =>
            {
                seen = row.ToArray();
                return -5;
            };
        }

        var estimator = DirectLossEstimator.Fit(
            ErrorMetric.MeanAbsolute, Learner, [1, 2, 3, double.NaN], 2, [10, 20], [9, 24]);
        var estimate = estimator.Estimate([7, 8], [30]);

        Assert.Equal([7, 8, 30], seen!);
        Assert.Equal(0, estimate.Value);
        Assert.Equal(1.5, estimate.SamplingError);
    }

    [Fact]
    public void Missing_features_have_their_own_expected_loss()
    {
        double[] rows = [1, double.NaN, 2, double.NaN, 3, 4];
        var model = QuantileLossLearner.WithBins(2)(rows, 1, [1, 9, 1, 7, 1, 1]);

        Assert.Equal(8, model([double.NaN]));
        Assert.Equal(1, model([2.5]));
    }

    [Fact]
    public void A_loss_that_nothing_explains_is_expected_at_its_mean()
    {
        Assert.Equal(2, QuantileLossLearner.Learn([double.NaN, double.NaN], 1, [1, 3])([5]));
        Assert.Equal(2, QuantileLossLearner.Learn([4, 4], 1, [1, 3])([4]));
    }

    [Fact]
    public void Rows_that_do_not_fit_are_refused()
    {
        var refused = Assert.Throws<ArgumentException>(() => DirectLossEstimator.Fit(
            ErrorMetric.MeanSquared, QuantileLossLearner.Learn, [1, 2, 3], 2, [1, 2], [1, 2]));

        Assert.Contains("rows has 3 values; 2 predictions need 2 features each", refused.Message);
    }

    private static DirectLossEstimator Fit(ErrorMetric metric)
    {
        var reference = Predicted.Draw(42, 1, 0.7, 1, 20_000);
        return DirectLossEstimator.Fit(
            metric, QuantileLossLearner.Learn, reference.Rows, 2, reference.Predictions, reference.Outcomes);
    }

    private static double Realised(ErrorMetric metric, Predicted chunk)
    {
        var sums = RegressionSums.Of(chunk.Predictions, chunk.Outcomes);
        return metric switch
        {
            ErrorMetric.MeanAbsolute => sums.MeanAbsoluteError,
            ErrorMetric.MeanSquared => sums.MeanSquaredError,
            _ => sums.RootMeanSquaredError,
        };
    }

    /// <summary>Outcomes that spread the more, the larger the first feature; the second one says nothing.</summary>
    private sealed record Predicted(double[] Rows, double[] Predictions, double[] Outcomes)
    {
        public static Predicted Draw(int seed, double mean, double spread, double slope, int rows = 2_000)
        {
            var random = new Random(seed);
            var (features, predictions, outcomes) = (new double[2 * rows], new double[rows], new double[rows]);
            for (var row = 0; row < rows; row++)
            {
                var x = Math.Abs(mean + spread * Samples.Normal(random));
                (features[2 * row], features[2 * row + 1]) = (x, random.NextDouble());
                predictions[row] = 3 * x;
                outcomes[row] = slope * 3 * x + (0.2 + x) * Samples.Normal(random);
            }
            return new Predicted(features, predictions, outcomes);
        }
    }
}
