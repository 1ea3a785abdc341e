using RetrainGrains.Domain.Performance;
using RetrainGrains.Learning.Data;
using RetrainGrains.Statistics.Estimation;

namespace RetrainGrains.Domain.Estimation;

/// <summary>
/// What a champion's predictions are expected to cost: calibrated confidence for classifiers (CBPE), losses learned
/// from one column for regressions (DLE). Small enough to be stored with the evidence.
/// </summary>
public sealed record OutcomeEstimator
{
    public required DateTimeOffset FittedAt { get; init; }

    /// <summary>The outcomes that it was fitted on.</summary>
    public required int Rows { get; init; }
    public required ImmutableArray<MetricReference> Reference { get; init; }

    /// <summary>Null where scores are probabilities already.</summary>
    public IsotonicCalibration? Calibration { get; init; }
    public BinnedLosses? Absolute { get; init; }
    public BinnedLosses? Squared { get; init; }

    public MetricReference? Find(Metric metric) => Reference.FirstOrDefault(reference => reference.Metric == metric);

    /// <summary>Counts a prediction with what is to be expected of it; no answer costs nothing.</summary>
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

    // The prediction stands behind the features.
    private static double LossAt(BinnedLosses losses, ReadOnlySpan<float> features, double prediction) =>
        losses.ExpectAt(losses.Column < features.Length ? features[losses.Column] : prediction);
}
