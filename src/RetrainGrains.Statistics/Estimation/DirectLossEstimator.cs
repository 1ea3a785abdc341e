using RetrainGrains.Statistics.Metrics;
using RetrainGrains.Statistics.TwoSample;

namespace RetrainGrains.Statistics.Estimation;

/// <summary>
/// The direct loss estimation (NannyML's DLE): a second model learns on the reference how wrong the first one is, from
/// its features and its prediction; before outcomes arrive the mean of what it expects is the metric. The reference
/// must not be rows that the first model was trained on. A change of the concept is not seen.
/// </summary>
public sealed class DirectLossEstimator
{
    private readonly LossModel model;
    private readonly int features;
    private readonly Moments referenceLosses;

    private DirectLossEstimator(ErrorMetric metric, LossModel model, int features, Moments referenceLosses) =>
        (Metric, this.model, this.features, this.referenceLosses) = (metric, model, features, referenceLosses);

    public ErrorMetric Metric { get; }

    /// <summary>
    /// Fits the second model. Rows are flat, so many features each; without features the prediction alone is learned
    /// from.
    /// </summary>
    public static DirectLossEstimator Fit(
        ErrorMetric metric, LossLearner learner, ReadOnlySpan<double> rows, int features,
        ReadOnlySpan<double> predictions, ReadOnlySpan<double> outcomes)
    {
        Check(rows, features, predictions);
        Pairs.Check(predictions, outcomes, 2);
        Sample.Check(outcomes, 2);
        var joined = new double[rows.Length + predictions.Length];
        var losses = new double[predictions.Length];
        for (var row = 0; row < losses.Length; row++)
        {
            Join(rows, features, predictions, row, joined.AsSpan(row * (features + 1), features + 1));
            losses[row] = metric == ErrorMetric.MeanAbsolute
                ? RegressionLoss.Absolute(predictions[row], outcomes[row])
                : RegressionLoss.Squared(predictions[row], outcomes[row]);
        }
        var model = learner(joined, features + 1, losses);
        return new DirectLossEstimator(metric, model, features, Moments.Of(losses));
    }

    public PerformanceEstimate Estimate(ReadOnlySpan<double> rows, ReadOnlySpan<double> predictions)
    {
        Check(rows, features, predictions);
        Sample.Check(predictions);
        var joined = new double[features + 1];
        var expected = new RunningMoments();
        for (var row = 0; row < predictions.Length; row++)
        {
            Join(rows, features, predictions, row, joined);
            // A line through losses can fall below zero, where no loss is.
            expected = expected.Add(Math.Max(0, model(joined)));
        }
        return Metric == ErrorMetric.RootMeanSquared
            ? new PerformanceEstimate(Math.Sqrt(expected.Mean),
                SamplingError.OfRootMean(referenceLosses, predictions.Length), predictions.Length)
            : new PerformanceEstimate(expected.Mean,
                SamplingError.OfMean(referenceLosses, predictions.Length), predictions.Length);
    }

    private static void Join(
        ReadOnlySpan<double> rows, int features, ReadOnlySpan<double> predictions, int row, Span<double> joined)
    {
        rows.Slice(row * features, features).CopyTo(joined);
        joined[features] = predictions[row];
    }

    private static void Check(ReadOnlySpan<double> rows, int features, ReadOnlySpan<double> predictions)
    {
        if (features < 0) throw new ArgumentException($"features is {features}; at least 0", nameof(features));
        if (rows.Length == (long)features * predictions.Length) return;
        throw new ArgumentException(
            $"rows has {rows.Length} values; {predictions.Length} predictions need {features} features each",
            nameof(rows));
    }
}
