namespace RetrainGrains.Statistics.Metrics;

/// <summary>
/// The counts of how often each class was rightly predicted, predicted and came true: what metrics of several classes
/// need.
/// </summary>
public readonly ref struct ClassCounts(
    ReadOnlySpan<double> correct, ReadOnlySpan<double> predictions, ReadOnlySpan<double> outcomes)
{
    private readonly ReadOnlySpan<double> correct = correct;
    private readonly ReadOnlySpan<double> predictions = predictions;
    private readonly ReadOnlySpan<double> outcomes = outcomes;

    public double Rows => Sum(outcomes);
    public double Correct => Sum(correct);
    public double Accuracy => Correct / Rows;

    /// <summary>The mean recall of the classes that came true.</summary>
    public double BalancedAccuracy
    {
        get
        {
            double sum = 0, occurring = 0;
            for (var label = 0; label < outcomes.Length; label++)
            {
                if (outcomes[label] == 0) continue;
                sum += correct[label] / outcomes[label];
                occurring++;
            }
            return sum / occurring;
        }
    }

    /// <summary>The plain mean over the classes that occur, as outcome or as prediction.</summary>
    public double MacroF1
    {
        get
        {
            double sum = 0, occurring = 0;
            for (var label = 0; label < outcomes.Length; label++)
            {
                var seen = predictions[label] + outcomes[label];
                if (seen == 0) continue;
                sum += 2 * correct[label] / seen;
                occurring++;
            }
            return sum / occurring;
        }
    }

    private static double Sum(ReadOnlySpan<double> counts)
    {
        double sum = 0;
        foreach (var count in counts) sum += count;
        return sum;
    }
}
