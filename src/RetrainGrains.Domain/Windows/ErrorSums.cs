namespace RetrainGrains.Domain.Windows;

/// <summary>
/// Everything that the metrics of one window need, as sums: windows are merged by adding. For classifiers the scores
/// are kept as two histograms, from which the area under the curve follows to within one bin's ties.
/// </summary>
public sealed class ErrorSums
{
    public const int ScoreBins = 20;
    private const int Scalars = 13;
    private const double ProbabilityFloor = 1e-6;

    private readonly double[] sums;

    public ErrorSums(PredictionTask task) : this(task, new double[LengthFor(task)])
    {
    }

    private ErrorSums(PredictionTask task, double[] sums) => (Task, this.sums) = (task, sums);

    public PredictionTask Task { get; }
    public double Count => sums[0];
    public double Absolute => sums[1];
    public double Squared => sums[2];
    public double Relative => sums[3];
    public double RelativeCount => sums[4];
    public double Within20 => sums[5];
    public double Target => sums[6];
    public double TargetSquared => sums[7];
    public double TruePositives => sums[8];
    public double FalsePositives => sums[9];
    public double TrueNegatives => sums[10];
    public double FalseNegatives => sums[11];
    public double LogLoss => sums[12];
    public ReadOnlySpan<double> PositiveScores =>
        Task == PredictionTask.Regression ? default : sums.AsSpan(Scalars, ScoreBins);
    public ReadOnlySpan<double> NegativeScores =>
        Task == PredictionTask.Regression ? default : sums.AsSpan(Scalars + ScoreBins, ScoreBins);

    /// <summary>The raw sums, for storage.</summary>
    public ReadOnlySpan<double> Raw => sums;

    public static int LengthFor(PredictionTask task) =>
        task == PredictionTask.Regression ? Scalars : Scalars + 2 * ScoreBins;

    public static ErrorSums FromRaw(PredictionTask task, ReadOnlySpan<double> raw) =>
        raw.Length == LengthFor(task)
            ? new ErrorSums(task, raw.ToArray())
            : throw new ArgumentException($"{raw.Length} sums, where {task} needs {LengthFor(task)}", nameof(raw));

    public void Add(double prediction, double outcome)
    {
        sums[0]++;
        sums[6] += outcome;
        sums[7] += outcome * outcome;
        if (Task == PredictionTask.Regression) AddRegression(prediction, outcome);
        else AddClassification(prediction, outcome);
    }

    public void Merge(ErrorSums other) => Elementwise.Add(sums, other.sums);

    /// <summary>
    /// The sum of the losses that versions are compared by: squared error, or for classifiers log loss.
    /// </summary>
    public double Loss => Task == PredictionTask.Regression ? Squared : LogLoss;

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
    }
}
