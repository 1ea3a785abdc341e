using RetrainGrains.Domain.Performance;
using RetrainGrains.Learning.Data;
using RetrainGrains.Statistics.Estimation;

namespace RetrainGrains.Domain.Estimation;

/// <summary>
/// The estimator of a champion's losses: calibrated confidence for classifiers (CBPE), losses learned from one column
/// for regressions (DLE). It is small enough to be stored with the learned state.
/// </summary>
public sealed record OutcomeEstimator
{
    public required DateTimeOffset FittedAt { get; init; }

    /// <summary>The number of outcomes that it was fitted on.</summary>
    public required int Rows { get; init; }
    public required ImmutableArray<MetricReference> Reference { get; init; }

    /// <summary>The calibration of scores; null when scores are probabilities already.</summary>
    public IsotonicCalibration? Calibration { get; init; }
    public BinnedLosses? Absolute { get; init; }
    public BinnedLosses? Squared { get; init; }

    public MetricReference? Find(Metric metric) => Reference.FirstOrDefault(reference => reference.Metric == metric);

    /// <summary>Counts a prediction with its expected losses; no answer counts as no loss.</summary>
    public void Expect(ExpectedErrors errors, ReadOnlySpan<float> features, double prediction)
    {
        if (double.IsNaN(prediction)) return;
        if (errors.Task == PredictionTask.Regression)
        {
            errors.AddLosses(
                LossAt(Absolute!, features, prediction), LossAt(Squared!, features, prediction));
        }
        else
        {
            errors.AddScore(prediction, Calibration?.Calibrate(prediction) ?? Math.Clamp(prediction, 0, 1));
        }
    }

    // The prediction is the column after the features.
    private static double LossAt(BinnedLosses losses, ReadOnlySpan<float> features, double prediction) =>
        losses.ExpectAt(losses.Column < features.Length ? features[losses.Column] : prediction);
}
