using System.Runtime.CompilerServices;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Learning.Data;
using RetrainGrains.Statistics.Metrics;

namespace RetrainGrains.Domain.Windows;

/// <summary>
/// The sums from which all metrics of a window are computed: windows are merged by adding, in the order of time. For
/// classifiers the scores are kept as two histograms, from which the area under the curve follows to within one bin's
/// ties. Of several classes there are three counts for each, and predictions are their indices.
/// </summary>
public sealed class ErrorSums
{
    public const int ScoreBins = 20;
    private const int Scalars = 13;

    // Signed errors and trades, behind the rest, with counts of their own.
    private const int LaterScalars = 7;

    // Correctly predicted, predicted, came true.
    private const int CountsPerClass = 3;
    private const double ProbabilityFloor = 1e-6;

    private readonly double[] sums;
    private readonly int later;

    // Boxed: a model keeps thousands of hours, and none of them needs it.
    private StrongBox<ReturnSums>? hours;

    public ErrorSums(AnswerKind answer) : this(answer, new double[LengthFor(answer)], null)
    {
    }

    private ErrorSums(AnswerKind answer, double[] sums, ReturnSums? returns)
    {
        (Answer, this.sums, later) = (answer, sums, FirstLengthFor(answer));
        if (returns is { } several) hours = new(several);
    }

    public AnswerKind Answer { get; }
    public PredictionTask Task => Answer.Task;
    public double Count => sums[0];
    public double Absolute => sums[1];
    public double Squared => sums[2];
    public double Relative => sums[3];
    public double RelativeCount => sums[4];
    public double Within20 => sums[5];
    public double Target => sums[6];
    public double TargetSquared => sums[7];
    public double LogLoss => sums[12];

    /// <summary>The number of rows with a log loss: of several classes those whose probabilities are known.</summary>
    public double LogLossCount => IsOfSeveral ? sums[4] : Count;
    public ConfusionCounts Confusion => new(sums[8], sums[9], sums[10], sums[11]);

    /// <summary>The counts of each of several classes.</summary>
    public ClassCounts ByClass => new(CountsOf(0), CountsOf(1), CountsOf(2));

    public ReadOnlySpan<double> PositiveScores =>
        Task != PredictionTask.BinaryClassification ? default : sums.AsSpan(Scalars, ScoreBins);
    public ReadOnlySpan<double> NegativeScores =>
        Task != PredictionTask.BinaryClassification ? default : sums.AsSpan(Scalars + ScoreBins, ScoreBins);

    /// <summary>The sum of prediction minus outcome, over <see cref="SignedCount"/> rows.</summary>
    public double Signed => sums[later + 1];
    public double SignedCount => sums[later];

    /// <summary>
    /// The sums of prediction minus outcome in each bin of scores: the excess of probabilities over the outcomes.
    /// </summary>
    public ReadOnlySpan<double> ScoreGaps =>
        Task != PredictionTask.BinaryClassification ? default : sums.AsSpan(later + LaterScalars, ScoreBins);

    /// <summary>
    /// The returns of the predictions. Gains, losses and wins are of single positions; mean, spread and drawdown are of
    /// hours, each the sum of its positions, since within an hour outcomes arrive in any order.
    /// </summary>
    public ReturnSums Returns => hours?.Value ?? ThisHour();

    private bool IsOfSeveral => Task == PredictionTask.MulticlassClassification;

    /// <summary>The raw sums, for storage.</summary>
    public ReadOnlySpan<double> Raw => sums;

    public static int LengthFor(AnswerKind answer) => FirstLengthFor(answer) + LaterScalars
        + (answer.Task == PredictionTask.BinaryClassification ? ScoreBins : 0);

    private static int FirstLengthFor(AnswerKind answer) => Scalars + answer.Task switch
    {
        PredictionTask.Regression => 0,
        PredictionTask.BinaryClassification => 2 * ScoreBins,
        _ => CountsPerClass * answer.Classes,
    };

    /// <summary>Tells from the number of sums how many classes they are of.</summary>
    public static AnswerKind AnswerOf(PredictionTask task, int length) => new(
        task,
        task == PredictionTask.MulticlassClassification ? (length - Scalars - LaterScalars) / CountsPerClass : 0);

    /// <summary>Takes raw sums again; <paramref name="returns"/> are those of several hours.</summary>
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
        sums[0]++;
        if (IsOfSeveral)
        {
            AddClass((int)prediction, (int)outcome, given);
            return;
        }
        sums[6] += outcome;
        sums[7] += outcome * outcome;
        sums[later]++;
        sums[later + 1] += prediction - outcome;
        if (Task == PredictionTask.Regression) AddRegression(prediction, outcome);
        else AddClassification(prediction, outcome);
        if (!double.IsNaN(earned)) AddReturn(earned);
    }

    /// <summary>Adds the sums of a later time.</summary>
    public void Merge(ErrorSums other)
    {
        var earned = other.Returns;
        if (earned.Periods > 0) hours = new(Returns.Then(earned));
        Elementwise.Add(sums, other.sums);
    }

    /// <summary>
    /// The sum of the losses by which versions are compared: squared error, log loss, or of several classes the wrong
    /// ones, since only the served answers are known.
    /// </summary>
    public double Loss => Task switch
    {
        PredictionTask.Regression => Squared,
        PredictionTask.BinaryClassification => LogLoss,
        _ => Count - ByClass.Correct,
    };

    internal static double LogLossOf(double prediction, bool positive)
    {
        var probability = Math.Clamp(prediction, ProbabilityFloor, 1 - ProbabilityFloor);
        return positive ? -Math.Log(probability) : -Math.Log(1 - probability);
    }

    private void AddRegression(double prediction, double outcome)
    {
        var error = prediction - outcome;
        sums[1] += Math.Abs(error);
        sums[2] += error * error;
        if (outcome == 0) return;
        var relative = Math.Abs(error / outcome);
        sums[3] += relative;
        sums[4]++;
        if (relative <= 0.2) sums[5]++;
    }

    private void AddClassification(double prediction, double outcome)
    {
        var positive = outcome > 0.5;
        sums[1] += Math.Abs(prediction - outcome);
        sums[2] += (prediction - outcome) * (prediction - outcome);
        sums[12] += LogLossOf(prediction, positive);
        var predictedPositive = prediction >= 0.5;
        sums[predictedPositive ? (positive ? 8 : 9) : (positive ? 11 : 10)]++;
        var bin = Math.Clamp((int)(prediction * ScoreBins), 0, ScoreBins - 1);
        sums[Scalars + (positive ? 0 : ScoreBins) + bin]++;
        sums[later + LaterScalars + bin] += prediction - outcome;
    }

    private void AddClass(int predicted, int outcome, double given)
    {
        var classes = Answer.Classes;
        if (predicted == outcome) sums[Scalars + outcome]++;
        sums[Scalars + classes + predicted]++;
        sums[Scalars + 2 * classes + outcome]++;
        if (double.IsNaN(given)) return;
        sums[4]++;
        sums[12] += LogLossOf(given, positive: true);
    }

    private ReadOnlySpan<double> CountsOf(int kind) =>
        IsOfSeveral ? sums.AsSpan(Scalars + kind * Answer.Classes, Answer.Classes) : default;

    private void AddReturn(double earned)
    {
        sums[later + 2]++;
        sums[later + 3] += Math.Max(0, earned);
        sums[later + 4] += Math.Max(0, -earned);
        if (earned > 0) sums[later + 5]++;
        if (earned < 0) sums[later + 6]++;
    }

    private ReturnSums ThisHour()
    {
        if (sums[later + 2] == 0) return default;
        var (gain, loss) = (sums[later + 3], sums[later + 4]);
        return ReturnSums.Of([gain - loss]) with
        {
            Gain = gain, Loss = loss, Wins = sums[later + 5], Losses = sums[later + 6],
        };
    }
}
