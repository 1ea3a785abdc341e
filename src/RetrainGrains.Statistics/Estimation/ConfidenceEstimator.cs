using RetrainGrains.Statistics.Metrics;

namespace RetrainGrains.Statistics.Estimation;

/// <summary>
/// The confidence-based performance estimation (NannyML's CBPE): a row predicted positive with the calibrated
/// probability p is p of a true positive and 1 − p of a false one. Right when inputs move within what the calibration
/// has seen. It cannot see a change of the concept, what outcomes follow from the same inputs; nor an accuracy below
/// one half where the predictions follow the probabilities. Windows that merge use
/// <see cref="ConfusionCounts.AddExpected"/> and <see cref="ScoreSketch.AddExpected"/>.
/// </summary>
public static class ConfidenceEstimator
{
    public static BinaryEstimate Binary(ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> predictions)
    {
        Pairs.CheckProbabilities(probabilities, predictions);
        var confusion = new ConfusionCounts();
        for (var row = 0; row < predictions.Length; row++)
        {
            confusion = confusion.AddExpected(predictions[row], probabilities[row]);
        }
        return new BinaryEstimate(confusion, ExpectedAuc(probabilities.ToArray()));
    }

    /// <summary>
    /// Estimates for several classes. Probabilities are flat, one row of all classes after the other; predictions are
    /// classes.
    /// </summary>
    public static MulticlassEstimate Multiclass(
        ReadOnlySpan<double> probabilities, int classes, ReadOnlySpan<int> predictions)
    {
        FlatRows.Check(probabilities, classes, predictions, nameof(predictions));
        var accuracy = new RunningMoments();
        for (var row = 0; row < predictions.Length; row++)
        {
            accuracy = accuracy.Add(probabilities[row * classes + predictions[row]]);
        }
        var estimates = new BinaryEstimate[classes];
        var predicted = new bool[predictions.Length];
        for (var label = 0; label < classes; label++)
        {
            for (var row = 0; row < predicted.Length; row++) predicted[row] = predictions[row] == label;
            estimates[label] = Binary(FlatRows.Column(probabilities, classes, label), predicted);
        }
        return new MulticlassEstimate(
            accuracy.Mean,
            Macro(estimates, estimate => estimate.Confusion.Precision),
            Macro(estimates, estimate => estimate.Confusion.Recall),
            Macro(estimates, estimate => estimate.Confusion.F1),
            Macro(estimates, estimate => estimate.Confusion.Specificity),
            Macro(estimates, estimate => estimate.RocAuc));
    }

    // Every distinct probability is a threshold. NannyML adds one certain positive to close its curve; this does not.
    private static double ExpectedAuc(double[] probabilities) =>
        RocAuc.Of(ScoreGroup.Of(probabilities, (double[])probabilities.Clone()));

    private static double Macro(BinaryEstimate[] estimates, Func<BinaryEstimate, double> metric) =>
        estimates.Select(metric).Where(value => !double.IsNaN(value)).DefaultIfEmpty(double.NaN).Average();
}
