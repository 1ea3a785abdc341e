namespace RetrainGrains.Statistics.Metrics;

/// <summary>
/// The metrics of a binary classifier from plain sums, which merge by adding. A row is predicted positive from the
/// probability 0.5 on. Metrics are NaN without rows.
/// </summary>
public readonly record struct BinarySums(double Rows, ConfusionCounts Confusion, double LogLoss, double SquaredErrors)
{
    public const double Threshold = 0.5;

    public double MeanLogLoss => LogLoss / Rows;
    public double BrierScore => SquaredErrors / Rows;

    /// <summary>
    /// Adds a probability of 0 to 1, which the caller has checked. None below <paramref name="floor"/> is believed: it
    /// bounds the log loss of a row.
    /// </summary>
    public BinarySums Add(double probability, bool outcome, double floor = ClassificationLoss.Floor) => new(
        Rows + 1,
        Confusion.Add(probability >= Threshold, outcome),
        LogLoss + ClassificationLoss.Log(probability, outcome, floor),
        SquaredErrors + ClassificationLoss.Brier(probability, outcome));

    public BinarySums Merge(BinarySums other) => new(
        Rows + other.Rows, Confusion.Merge(other.Confusion), LogLoss + other.LogLoss,
        SquaredErrors + other.SquaredErrors);

    public static BinarySums Of(ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> outcomes)
    {
        Pairs.CheckProbabilities(probabilities, outcomes);
        var sums = new BinarySums();
        for (var row = 0; row < outcomes.Length; row++) sums = sums.Add(probabilities[row], outcomes[row]);
        return sums;
    }
}
