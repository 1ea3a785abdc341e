using RetrainGrains.Domain.Performance;
using RetrainGrains.Domain.Windows;
using RetrainGrains.Learning.Data;
using RetrainGrains.Statistics.Metrics;

namespace RetrainGrains.Domain.Estimation;

/// <summary>
/// The expected errors of predictions whose outcomes are not known, as sums: days are merged by adding. Classifiers
/// have expected hits and misses and expected outcomes by score; regressions have expected losses.
/// </summary>
public sealed class ExpectedErrors
{
    private const int Bins = ErrorSums.ScoreBins;

    private readonly double[] block;

    public ExpectedErrors(PredictionTask task) : this(task, new double[LengthFor(task)])
    {
    }

    private ExpectedErrors(PredictionTask task, double[] block) => (Task, this.block) = (task, block);

    public PredictionTask Task { get; }
    public double Rows => block[0];
    public ReadOnlySpan<double> Raw => block;

    private ref ExpectedLosses Losses => ref NumberBlock.View<ExpectedLosses>(block);
    private ref ExpectedScores Scores => ref NumberBlock.View<ExpectedScores>(block);
    private Span<double> PositiveScores => block.AsSpan(^(2 * Bins)..^Bins);
    private Span<double> NegativeScores => block.AsSpan(^Bins..);

    public static int LengthFor(PredictionTask task) => task == PredictionTask.Regression
        ? NumberBlock.LengthOf<ExpectedLosses>()
        : NumberBlock.LengthOf<ExpectedScores>() + 2 * Bins;

    public static ExpectedErrors FromRaw(PredictionTask task, ReadOnlySpan<double> raw) =>
        raw.Length == LengthFor(task)
            ? new ExpectedErrors(task, raw.ToArray())
            : throw new ArgumentException($"{raw.Length} sums, where {task} needs {LengthFor(task)}", nameof(raw));

    /// <summary>Adds a prediction of a number, with its expected losses.</summary>
    public void AddLosses(double absolute, double squared) => Losses = Losses.Add(absolute, squared);

    /// <summary>Adds a score, with the chance that its outcome is positive.</summary>
    public void AddScore(double score, double probability)
    {
        Scores = Scores.Add(score, probability);
        var bin = Math.Clamp((int)(score * Bins), 0, Bins - 1);
        PositiveScores[bin] += probability;
        NegativeScores[bin] += 1 - probability;
    }

    public void Merge(ExpectedErrors other) => Elementwise.Add<double>(block, other.block);

    public ExpectedErrors Copy() => new(Task, [.. block]);

    /// <summary>Computes the expected metric; NaN when it cannot be estimated without outcomes.</summary>
    public double Of(Metric metric) => Rows == 0 || !Metrics.AppliesTo(metric, Task) ? double.NaN : metric switch
    {
        Metric.Mae => Losses.Absolute / Rows,
        Metric.Rmse => Math.Sqrt(Losses.Squared / Rows),
        Metric.Accuracy => Scores.Confusion.Accuracy,
        Metric.Precision => Scores.Confusion.Precision,
        Metric.Recall => Scores.Confusion.Recall,
        Metric.F1 => Scores.Confusion.F1,
        Metric.LogLoss => Scores.LogLoss / Rows,
        Metric.Auc => AreaUnderCurve(PositiveScores, NegativeScores),
        _ => double.NaN,
    };

    // As for realised errors: the bins are the same, so that both can be compared.
    private static double AreaUnderCurve(ReadOnlySpan<double> positives, ReadOnlySpan<double> negatives)
    {
        double area = 0, below = 0, above = 0;
        for (var bin = 0; bin < positives.Length; bin++)
        {
            area += positives[bin] * (below + negatives[bin] / 2);
            below += negatives[bin];
            above += positives[bin];
        }
        return area / (above * below);
    }

    private readonly record struct ExpectedLosses(double Rows, double Absolute, double Squared)
    {
        public ExpectedLosses Add(double absolute, double squared) =>
            new(Rows + 1, Absolute + absolute, Squared + squared);
    }

    private readonly record struct ExpectedScores(double Rows, ConfusionCounts Confusion, double LogLoss)
    {
        public ExpectedScores Add(double score, double probability) => new(
            Rows + 1,
            Confusion.AddExpected(score >= BinarySums.Threshold, probability),
            LogLoss + (probability * Windows.Losses.LogLoss(score, true)
                + (1 - probability) * Windows.Losses.LogLoss(score, false)));
    }
}
