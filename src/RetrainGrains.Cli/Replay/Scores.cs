using RetrainGrains.Domain.Windows;
using RetrainGrains.Learning.Data;
using RetrainGrains.Statistics.Metrics;

namespace RetrainGrains.Cli.Replay;

/// <summary>
/// The quality of predictions, over the rows that have both prediction and outcome. <see cref="Error"/> is what
/// policies are compared by: RMSE, or for classifiers the share of wrong classes. What does not apply is NaN.
/// </summary>
public sealed record Scores(int Scored, double Error)
{
    public double Rmse { get; init; } = double.NaN;
    public double Mae { get; init; } = double.NaN;
    public double R2 { get; init; } = double.NaN;
    public double Accuracy { get; init; } = double.NaN;
    public double LogLoss { get; init; } = double.NaN;
    public double Auc { get; init; } = double.NaN;

    public static Scores Of(PredictionTask task, ReadOnlySpan<double> predictions, ReadOnlySpan<double> outcomes)
    {
        var (scoredPredictions, scoredOutcomes) = (new List<double>(), new List<double>());
        for (var i = 0; i < predictions.Length; i++)
        {
            if (double.IsNaN(predictions[i]) || double.IsNaN(outcomes[i])) continue;
            scoredPredictions.Add(predictions[i]);
            scoredOutcomes.Add(outcomes[i]);
        }
        if (scoredPredictions.Count == 0) return new Scores(0, double.NaN);
        return task switch
        {
            PredictionTask.Regression => OfNumbers([.. scoredPredictions], [.. scoredOutcomes]),
            PredictionTask.BinaryClassification => OfClasses([.. scoredPredictions], [.. scoredOutcomes]),
            _ => OfIndices([.. scoredPredictions], [.. scoredOutcomes]),
        };
    }

    // Of several classes the log holds the most probable one, and no probability.
    private static Scores OfIndices(double[] predictions, double[] outcomes)
    {
        var accuracy = predictions.Zip(outcomes).Average(pair => pair.First == pair.Second ? 1.0 : 0);
        return new Scores(outcomes.Length, 1 - accuracy) { Accuracy = accuracy };
    }

    private static Scores OfNumbers(double[] predictions, double[] outcomes)
    {
        var sums = RegressionSums.Of(predictions, outcomes);
        return new Scores(outcomes.Length, sums.RootMeanSquaredError)
        {
            Rmse = sums.RootMeanSquaredError,
            Mae = sums.MeanAbsoluteError,
            R2 = sums.RSquared,
        };
    }

    private static Scores OfClasses(double[] predictions, double[] outcomes)
    {
        bool[] positive = [.. outcomes.Select(outcome => outcome > 0.5)];
        var sums = new BinarySums();
        for (var row = 0; row < outcomes.Length; row++)
        {
            sums = sums.Add(predictions[row], positive[row], Losses.ProbabilityFloor);
        }
        return new Scores(outcomes.Length, 1 - sums.Confusion.Accuracy)
        {
            Accuracy = sums.Confusion.Accuracy,
            LogLoss = sums.MeanLogLoss,
            Auc = RocAuc.Of(predictions, positive),
        };
    }
}
