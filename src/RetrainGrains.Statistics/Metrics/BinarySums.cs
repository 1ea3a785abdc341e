namespace RetrainGrains.Statistics.Metrics;

/// <summary>The metrics of a binary classifier that follow from sums; they merge.</summary>
public readonly record struct BinarySums(ConfusionCounts Confusion, RunningMoments LogLoss, RunningMoments Brier)
{
    /// <summary>A row is predicted positive from the threshold on.</summary>
    public BinarySums Add(double probability, bool outcome, double threshold = 0.5)
    {
        Pairs.CheckProbability(probability);
        return new BinarySums(
            Confusion.Add(probability >= threshold, outcome),
            LogLoss.Add(ClassificationLoss.Log(probability, outcome)),
            Brier.Add(ClassificationLoss.Brier(probability, outcome)));
    }

    public BinarySums Merge(BinarySums other) =>
        new(Confusion.Merge(other.Confusion), LogLoss.Merge(other.LogLoss), Brier.Merge(other.Brier));

    public static BinarySums Of(ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> outcomes, double threshold = 0.5)
    {
        Pairs.CheckProbabilities(probabilities, outcomes);
        var sums = new BinarySums();
        for (var row = 0; row < outcomes.Length; row++) sums = sums.Add(probabilities[row], outcomes[row], threshold);
        return sums;
    }
}
