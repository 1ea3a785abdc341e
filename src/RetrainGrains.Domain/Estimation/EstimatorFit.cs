using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Performance;
using RetrainGrains.Domain.Windows;
using RetrainGrains.Learning.Data;
using RetrainGrains.Statistics.Estimation;
using RetrainGrains.Statistics.Metrics;
using RetrainGrains.Statistics.TwoSample;

namespace RetrainGrains.Domain.Estimation;

/// <summary>
/// The fit of a champion's expected losses on rows that it was not trained on. The same rows and seed give the same
/// estimator.
/// </summary>
public static class EstimatorFit
{
    /// <summary>The largest number of steps of a calibration; it is linear between them.</summary>
    public const int StepsMax = 128;

    // The largest number of values in a fit: a wide schema gets fewer rows, and no fit blocks a model for longer than
    // others.
    private const int ValuesMax = 1_000_000;

    /// <summary>Computes how many of the newest rows of such a schema to read.</summary>
    public static int RowsFor(EstimationPolicy policy, FeatureSchema schema) =>
        Math.Clamp(ValuesMax / (schema.Features.Length + 1), policy.MinimumRows, EstimationPolicy.RowsMax);

    /// <summary>Fits an estimator; null when too few of the rows can be a reference.</summary>
    public static OutcomeEstimator? Fit(
        EstimationPolicy policy, FeatureSchema schema, IReadOnlyList<ReferenceRow> rows, int seed, DateTimeOffset now)
    {
        if (rows.Count == 0) return null;
        var oldest = rows.Max(row => row.At) - policy.Window;
        ReferenceRow[] used = [.. rows.Where(row => row.At >= oldest && !double.IsNaN(row.Prediction))];
        if (used.Length < policy.MinimumRows) return null;
        double[] predictions = [.. used.Select(row => row.Prediction)];
        return schema.Task == PredictionTask.Regression
            ? OfLosses(used, predictions, now)
            : OfConfidence(used, predictions, seed, now);
    }

    private static OutcomeEstimator OfConfidence(
        ReferenceRow[] rows, double[] scores, int seed, DateTimeOffset now)
    {
        bool[] outcomes = [.. rows.Select(row => row.Outcome > 0.5)];
        var confusion = ConfusionCounts.Of([.. scores.Select(score => score >= 0.5)], outcomes);
        double[] losses = [.. scores.Zip(outcomes, Losses.LogLoss)];
        List<(Metric, double)> deviations =
        [
            (Metric.Accuracy, SamplingError.OfAccuracy(confusion, 1)),
            (Metric.Precision, SamplingError.OfPrecision(confusion, 1)),
            (Metric.Recall, SamplingError.OfRecall(confusion, 1)),
            (Metric.F1, SamplingError.OfF1(confusion, 1)),
            (Metric.LogLoss, SamplingError.OfMean(Moments.Of(losses), 1)),
        ];
        if (confusion.TruePositives + confusion.FalseNegatives >= 2
            && confusion.TrueNegatives + confusion.FalsePositives >= 2)
        {
            var area = RocAuc.Report(scores, outcomes);
            deviations.Add((Metric.Auc, SamplingError.OfRocAuc(area, rows.Length, 1)));
        }
        return new OutcomeEstimator
        {
            FittedAt = now,
            Rows = rows.Length,
            Reference = References(PredictionTask.BinaryClassification, rows, losses, deviations),
            Calibration = Thin(CalibrationRule.Decide(scores, outcomes, seed).Calibration),
        };
    }

    private static OutcomeEstimator OfLosses(ReferenceRow[] rows, double[] predictions, DateTimeOffset now)
    {
        var columns = rows[0].Features.Length + 1;
        var joined = new double[rows.Length * columns];
        for (var row = 0; row < rows.Length; row++)
        {
            var target = joined.AsSpan(row * columns, columns);
            for (var column = 0; column < columns - 1; column++) target[column] = rows[row].Features[column];
            target[^1] = predictions[row];
        }
        double[] absolute = [.. rows.Select(row => RegressionLoss.Absolute(row.Prediction, row.Outcome))];
        double[] squared = [.. rows.Select(row => RegressionLoss.Squared(row.Prediction, row.Outcome))];
        return new OutcomeEstimator
        {
            FittedAt = now,
            Rows = rows.Length,
            Reference = References(PredictionTask.Regression, rows, squared,
            [
                (Metric.Mae, SamplingError.OfMean(Moments.Of(absolute), 1)),
                (Metric.Rmse, SamplingError.OfRootMean(Moments.Of(squared), 1)),
            ]),
            Absolute = QuantileLossLearner.Fit(joined, columns, absolute),
            Squared = QuantileLossLearner.Fit(joined, columns, squared),
        };
    }

    private static ImmutableArray<MetricReference> References(
        PredictionTask task, ReferenceRow[] rows, double[] losses, List<(Metric Metric, double Deviation)> deviations)
    {
        var sums = new ErrorSums(task);
        foreach (var row in rows) sums.Add(row.Prediction, row.Outcome);
        var inflation = DayInflation(rows, losses);
        return
        [
            .. deviations
                .Select(one => new MetricReference(
                    one.Metric, Metrics.Of(sums, one.Metric), one.Deviation * inflation))
                .Where(reference => double.IsFinite(reference.Value) && double.IsFinite(reference.Deviation)),
        ];
    }

    // Rows of a day resemble each other. When the spread between days is larger than the spread within days explains
    // (the ratio is 1 for independent rows), standard errors are larger by the root of the ratio.
    private static double DayInflation(ReferenceRow[] rows, double[] losses)
    {
        var all = RunningMoments.Of(losses);
        var days = new SortedDictionary<long, RunningMoments>();
        for (var row = 0; row < rows.Length; row++)
        {
            var day = ExpectedDay.DayOf(rows[row].At);
            days[day] = days.GetValueOrDefault(day).Add(losses[row]);
        }
        if (days.Count < 2 || all.SampleVariance <= 0) return 1;
        var between = days.Values.Sum(day => day.Rows * (day.Mean - all.Mean) * (day.Mean - all.Mean));
        return Math.Sqrt(Math.Max(1, between / (days.Count - 1) / all.SampleVariance));
    }

    private static IsotonicCalibration? Thin(IsotonicCalibration? calibration)
    {
        if (calibration is null || calibration.Scores.Length <= StepsMax) return calibration;
        int[] kept = [.. Enumerable.Range(0, StepsMax)
            .Select(step => (int)((long)step * (calibration.Scores.Length - 1) / (StepsMax - 1)))];
        return new IsotonicCalibration(
            [.. kept.Select(index => calibration.Scores[index])],
            [.. kept.Select(index => calibration.Probabilities[index])]);
    }
}
