using System.Runtime.CompilerServices;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Learning.Data;
using RetrainGrains.Statistics.Metrics;

namespace RetrainGrains.Domain.Windows;

/// <summary>
/// The sums from which all metrics of a window are computed: windows are merged by adding, in the order of time. For
/// classifiers the scores are kept as histograms, from which the area under the curve follows to within one bin's ties.
/// Of several classes there are three counts for each, and predictions are their indices.
/// <para>The accumulators lie in one block of numbers, each a view of its part: so an hour is one small object, merging
/// is one addition of blocks, and a block is stored as it lies.</para>
/// </summary>
public sealed class ErrorSums
{
    public const int ScoreBins = 20;

    private static readonly int Positions = NumberBlock.LengthOf<PositionSums>();

    private readonly double[] block;

    // Boxed: a model keeps thousands of hours, and none of them needs it.
    private StrongBox<ReturnSums>? hours;

    public ErrorSums(AnswerKind answer) : this(answer, new double[LengthFor(answer)], null)
    {
    }

    private ErrorSums(AnswerKind answer, double[] block, ReturnSums? returns)
    {
        (Answer, this.block) = (answer, block);
        if (returns is { } several) hours = new(several);
    }

    public AnswerKind Answer { get; }
    public PredictionTask Task => Answer.Task;

    // Each accumulator begins with its rows.
    public double Count => block[0];

    /// <summary>The sums of a regression; zeros for other tasks.</summary>
    public RegressionSums Regression =>
        Task == PredictionTask.Regression ? Part<RegressionSums>() : default;

    /// <summary>The sums of two classes; zeros for other tasks.</summary>
    public BinarySums Binary =>
        Task == PredictionTask.BinaryClassification ? Part<BinarySums>() : default;

    /// <summary>The sums of several classes; zeros for other tasks.</summary>
    public SeveralClassSums Several => IsOfSeveral ? Part<SeveralClassSums>() : default;

    /// <summary>The counts of each of several classes.</summary>
    public ClassCounts ByClass => new(CountsOf(0), CountsOf(1), CountsOf(2));

    public ReadOnlySpan<double> PositiveScores => Bins(0);
    public ReadOnlySpan<double> NegativeScores => Bins(1);

    /// <summary>
    /// The sums of prediction minus outcome in each bin of scores: the excess of probabilities over the outcomes.
    /// </summary>
    public ReadOnlySpan<double> ScoreGaps => Bins(2);

    /// <summary>
    /// The returns of the predictions. Gains, losses and wins are of single positions; mean, spread and drawdown are of
    /// hours, each the sum of its positions, since within an hour outcomes arrive in any order.
    /// </summary>
    public ReturnSums Returns =>
        hours is { } several ? several.Value : IsOfSeveral ? default : Part<PositionSums>(Head(Task)).ToReturns();

    /// <summary>
    /// The sum of the losses by which versions are compared: squared error, log loss, or of several classes the wrong
    /// ones, since only the served answers are known.
    /// </summary>
    public double Loss => Task switch
    {
        PredictionTask.Regression => Regression.Squared,
        PredictionTask.BinaryClassification => Binary.LogLoss,
        _ => Count - ByClass.Correct,
    };

    private bool IsOfSeveral => Task == PredictionTask.MulticlassClassification;

    /// <summary>The block of numbers, for storage.</summary>
    public ReadOnlySpan<double> Raw => block;

    public static int LengthFor(AnswerKind answer) => Head(answer.Task) + answer.Task switch
    {
        PredictionTask.Regression => Positions,
        PredictionTask.BinaryClassification => Positions + 3 * ScoreBins,
        _ => 3 * answer.Classes,
    };

    /// <summary>Tells from the length of a block how many classes it is of.</summary>
    public static AnswerKind AnswerOf(PredictionTask task, int length) => new(
        task, task == PredictionTask.MulticlassClassification ? (length - Head(task)) / 3 : 0);

    /// <summary>Takes a stored block again; <paramref name="returns"/> are those of several hours.</summary>
    public static ErrorSums FromRaw(AnswerKind answer, ReadOnlySpan<double> raw, ReturnSums? returns = null)
    {
        if (raw.Length != LengthFor(answer))
        {
            throw new ArgumentException($"{raw.Length} sums, where {answer} needs {LengthFor(answer)}", nameof(raw));
        }
        return new ErrorSums(answer, raw.ToArray(), returns);
    }

    /// <summary>
    /// Counts a row; <paramref name="earned"/> is its position's return, NaN where none was taken, and
    /// <paramref name="given"/> the probability of the class that came, where a prediction is an index.
    /// </summary>
    public void Add(double prediction, double outcome, double earned = double.NaN, double given = double.NaN)
    {
        if (hours is not null) throw new InvalidOperationException("sums of several hours take no more rows");
        switch (Task)
        {
            case PredictionTask.Regression:
                ref var regression = ref Part<RegressionSums>();
                regression = regression.Add(prediction, outcome);
                break;
            case PredictionTask.BinaryClassification:
                AddScore(prediction, outcome);
                break;
            default:
                AddClass((int)prediction, (int)outcome, given);
                return;
        }
        if (double.IsNaN(earned)) return;
        ref var positions = ref Part<PositionSums>(Head(Task));
        positions = positions.Add(earned);
    }

    /// <summary>Adds the sums of a later time.</summary>
    public void Merge(ErrorSums other)
    {
        var earned = other.Returns;
        if (earned.Periods > 0) hours = new(Returns.Then(earned));
        Elementwise.Add(block, other.block);
    }

    private void AddScore(double prediction, double outcome)
    {
        var positive = outcome > 0.5;
        ref var binary = ref Part<BinarySums>();
        binary = binary.Add(prediction, positive, Losses.ProbabilityFloor);
        var bin = Math.Clamp((int)(prediction * ScoreBins), 0, ScoreBins - 1);
        Bins(positive ? 0 : 1)[bin]++;
        Bins(2)[bin] += prediction - outcome;
    }

    private void AddClass(int predicted, int outcome, double given)
    {
        if (predicted == outcome) CountsOf(0)[outcome]++;
        CountsOf(1)[predicted]++;
        CountsOf(2)[outcome]++;
        ref var several = ref Part<SeveralClassSums>();
        several = several.Add(given);
    }

    private Span<double> CountsOf(int kind) =>
        IsOfSeveral ? block.AsSpan(Head(Task) + kind * Answer.Classes, Answer.Classes) : default;

    private Span<double> Bins(int kind) => Task == PredictionTask.BinaryClassification
        ? block.AsSpan(Head(Task) + Positions + kind * ScoreBins, ScoreBins)
        : default;

    private ref T Part<T>(int from = 0) where T : unmanaged => ref NumberBlock.View<T>(block, from);

    private static int Head(PredictionTask task) => task switch
    {
        PredictionTask.Regression => NumberBlock.LengthOf<RegressionSums>(),
        PredictionTask.BinaryClassification => NumberBlock.LengthOf<BinarySums>(),
        _ => NumberBlock.LengthOf<SeveralClassSums>(),
    };
}
