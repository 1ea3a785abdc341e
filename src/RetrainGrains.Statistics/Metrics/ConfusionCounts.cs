namespace RetrainGrains.Statistics.Metrics;

/// <summary>
/// The hits and errors of a binary classifier, counted or expected; counts merge by adding. A share of nothing is NaN.
/// </summary>
public readonly record struct ConfusionCounts(
    double TruePositives, double FalsePositives, double TrueNegatives, double FalseNegatives)
{
    public double Rows => TruePositives + FalsePositives + TrueNegatives + FalseNegatives;
    public double Accuracy => (TruePositives + TrueNegatives) / Rows;
    public double Precision => TruePositives / (TruePositives + FalsePositives);
    public double Recall => TruePositives / (TruePositives + FalseNegatives);
    public double Specificity => TrueNegatives / (TrueNegatives + FalsePositives);
    public double F1 => 2 * TruePositives / (2 * TruePositives + FalsePositives + FalseNegatives);

    public double BalancedAccuracy => (Recall + Specificity) / 2;

    /// <summary>
    /// The correlation of predictions with outcomes (Matthews 1975), −1 to 1; NaN where either does not vary.
    /// </summary>
    public double MatthewsCorrelation =>
        (TruePositives * TrueNegatives - FalsePositives * FalseNegatives)
        / Math.Sqrt((TruePositives + FalsePositives) * (TruePositives + FalseNegatives))
        / Math.Sqrt((TrueNegatives + FalsePositives) * (TrueNegatives + FalseNegatives));

    public ConfusionCounts Add(bool predicted, bool outcome) => AddExpected(predicted, outcome ? 1 : 0);

    /// <summary>A row whose outcome is not known, only the chance that it is positive.</summary>
    public ConfusionCounts AddExpected(bool predicted, double probability) => predicted
        ? new(TruePositives + probability, FalsePositives + (1 - probability), TrueNegatives, FalseNegatives)
        : new(TruePositives, FalsePositives, TrueNegatives + (1 - probability), FalseNegatives + probability);

    public ConfusionCounts Merge(ConfusionCounts other) => new(
        TruePositives + other.TruePositives, FalsePositives + other.FalsePositives,
        TrueNegatives + other.TrueNegatives, FalseNegatives + other.FalseNegatives);

    public static ConfusionCounts Of(ReadOnlySpan<bool> predictions, ReadOnlySpan<bool> outcomes)
    {
        Pairs.SameLength(predictions.Length, outcomes.Length, nameof(predictions), nameof(outcomes));
        var counts = new ConfusionCounts();
        for (var row = 0; row < outcomes.Length; row++) counts = counts.Add(predictions[row], outcomes[row]);
        return counts;
    }
}
