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
    private const int Losses = 3;
    private const int Scalars = 6;
    private const int Bins = ErrorSums.ScoreBins;

    private readonly double[] sums;

    public ExpectedErrors(PredictionTask task) : this(task, new double[LengthFor(task)])
    {
    }

    private ExpectedErrors(PredictionTask task, double[] sums) => (Task, this.sums) = (task, sums);

    public PredictionTask Task { get; }
    public double Rows => sums[0];
    public ReadOnlySpan<double> Raw => sums;
    private ConfusionCounts Confusion => new(sums[1], sums[2], sums[3], sums[4]);

    public static int LengthFor(PredictionTask task) =>
        task == PredictionTask.Regression ? Losses : Scalars + 2 * Bins;

    public static ExpectedErrors FromRaw(PredictionTask task, ReadOnlySpan<double> raw) =>
        raw.Length == LengthFor(task)
            ? new ExpectedErrors(task, raw.ToArray())
            : throw new ArgumentException($"{raw.Length} sums, where {task} needs {LengthFor(task)}", nameof(raw));

    /// <summary>Adds a prediction of a number, with its expected losses.</summary>
    public void AddLosses(double absolute, double squared)
    {
        sums[0]++;
        sums[1] += absolute;
        sums[2] += squared;
    }

    /// <summary>Adds a score, with the chance that its outcome is positive.</summary>
    public void AddScore(double score, double probability)
    {
        var confusion = Confusion.AddExpected(score >= 0.5, probability);
        sums[0]++;
        (sums[1], sums[2]) = (confusion.TruePositives, confusion.FalsePositives);
        (sums[3], sums[4]) = (confusion.TrueNegatives, confusion.FalseNegatives);
        sums[5] += probability * ErrorSums.LogLossOf(score, true)
            + (1 - probability) * ErrorSums.LogLossOf(score, false);
        var bin = Math.Clamp((int)(score * Bins), 0, Bins - 1);
        sums[Scalars + bin] += probability;
        sums[Scalars + Bins + bin] += 1 - probability;
    }

    public void Merge(ExpectedErrors other) => Elementwise.Add<double>(sums, other.sums);

    public ExpectedErrors Copy() => new(Task, [.. sums]);

    /// <summary>Computes the expected metric; NaN when it cannot be estimated without outcomes.</summary>
    public double Of(Metric metric) => Rows == 0 || !Metrics.AppliesTo(metric, Task) ? double.NaN : metric switch
    {
        Metric.Mae => sums[1] / Rows,
        Metric.Rmse => Math.Sqrt(sums[2] / Rows),
        Metric.Accuracy => Confusion.Accuracy,
        Metric.Precision => Confusion.Precision,
        Metric.Recall => Confusion.Recall,
        Metric.F1 => Confusion.F1,
        Metric.LogLoss => sums[5] / Rows,
        Metric.Auc => AreaUnderCurve(sums.AsSpan(Scalars, Bins), sums.AsSpan(Scalars + Bins, Bins)),
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
}
