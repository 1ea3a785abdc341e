namespace RetrainGrains.Statistics.Metrics;

/// <summary>The metrics of a classifier of several classes, from counts for each class; they merge by adding.</summary>
public sealed class MulticlassSums
{
    public const int MaximumClasses = 10_000;

    private readonly double[] correct;
    private readonly double[] predictions;
    private readonly double[] outcomes;

    public MulticlassSums(int classes)
    {
        if (classes is < 2 or > MaximumClasses)
        {
            throw new ArgumentException($"classes is {classes}; it must be 2 to {MaximumClasses}", nameof(classes));
        }
        (correct, predictions, outcomes) = (new double[classes], new double[classes], new double[classes]);
    }

    public int Classes => correct.Length;
    public RunningMoments LogLoss { get; private set; }
    public double Rows => LogLoss.Rows;
    public double Accuracy => correct.Sum() / Rows;

    /// <summary>The accuracy: with one label for each row, an error is one false positive and one negative.</summary>
    public double MicroF1 => Accuracy;

    public double MacroF1 => new ClassCounts(correct, predictions, outcomes).MacroF1;

    /// <summary>Predicts the likeliest class, the first one of equals.</summary>
    public void Add(ReadOnlySpan<double> probabilities, int outcome)
    {
        if (probabilities.Length != Classes)
        {
            throw new ArgumentException(
                $"probabilities has {probabilities.Length} values; it must have one for each of {Classes} classes",
                nameof(probabilities));
        }
        CheckClass(outcome, nameof(outcome));
        var predicted = 0;
        for (var label = 0; label < Classes; label++)
        {
            Pairs.CheckProbability(probabilities[label], nameof(probabilities));
            if (probabilities[label] > probabilities[predicted]) predicted = label;
        }
        Add(predicted, outcome, probabilities[outcome]);
    }

    public void Add(int predicted, int outcome, double probabilityOfOutcome)
    {
        CheckClass(predicted, nameof(predicted));
        Pairs.CheckProbability(probabilityOfOutcome);
        CheckClass(outcome, nameof(outcome));
        predictions[predicted]++;
        outcomes[outcome]++;
        if (predicted == outcome) correct[outcome]++;
        LogLoss = LogLoss.Add(ClassificationLoss.Log(probabilityOfOutcome));
    }

    public void Merge(MulticlassSums other)
    {
        if (other.Classes != Classes)
        {
            throw new ArgumentException(
                $"other has {other.Classes} classes and this {Classes}; they must match", nameof(other));
        }
        for (var label = 0; label < Classes; label++)
        {
            correct[label] += other.correct[label];
            predictions[label] += other.predictions[label];
            outcomes[label] += other.outcomes[label];
        }
        LogLoss = LogLoss.Merge(other.LogLoss);
    }

    private void CheckClass(int label, string name)
    {
        if (label >= 0 && label < Classes) return;
        throw new ArgumentException($"{name} is {label}; it must be 0 to {Classes - 1}", name);
    }
}
