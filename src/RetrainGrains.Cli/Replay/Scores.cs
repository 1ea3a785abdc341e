using RetrainGrains.Learning.Data;

namespace RetrainGrains.Cli.Replay;

/// <summary>
/// The quality of predictions, over the rows that have both prediction and outcome. <see cref="Error"/> is what
/// policies are compared by: RMSE, or for classifiers the share of wrong classes. What does not apply is NaN.
/// </summary>
public sealed record Scores(int Scored, double Error)
{
    // A certain and wrong prediction would otherwise cost infinitely much.
    private const double ProbabilityFloor = 1e-6;

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
        var mean = outcomes.Average();
        var (squared, absolute, variation) = (0.0, 0.0, 0.0);
        for (var i = 0; i < outcomes.Length; i++)
        {
            var error = predictions[i] - outcomes[i];
            squared += error * error;
            absolute += Math.Abs(error);
            variation += (outcomes[i] - mean) * (outcomes[i] - mean);
        }
        var rmse = Math.Sqrt(squared / outcomes.Length);
        return new Scores(outcomes.Length, rmse)
        {
            Rmse = rmse,
            Mae = absolute / outcomes.Length,
            R2 = variation == 0 ? double.NaN : 1 - squared / variation,
        };
    }

    private static Scores OfClasses(double[] predictions, double[] outcomes)
    {
        var (right, logLoss) = (0, 0.0);
        for (var i = 0; i < outcomes.Length; i++)
        {
            var positive = outcomes[i] > 0.5;
            if (predictions[i] >= 0.5 == positive) right++;
            var probability = Math.Clamp(predictions[i], ProbabilityFloor, 1 - ProbabilityFloor);
            logLoss -= Math.Log(positive ? probability : 1 - probability);
        }
        var accuracy = (double)right / outcomes.Length;
        return new Scores(outcomes.Length, 1 - accuracy)
        {
            Accuracy = accuracy,
            LogLoss = logLoss / outcomes.Length,
            Auc = AreaUnderCurve(predictions, outcomes),
        };
    }

    // Mann-Whitney: the chance that a positive scores above a negative, a tie counting half. Exact, by ranks.
    private static double AreaUnderCurve(double[] predictions, double[] outcomes)
    {
        var order = Enumerable.Range(0, predictions.Length).ToArray();
        Array.Sort([.. predictions], order);
        var (rankSum, positives) = (0.0, 0L);
        for (var start = 0; start < order.Length;)
        {
            var end = start;
            while (end < order.Length && predictions[order[end]] == predictions[order[start]]) end++;
            var meanRank = (start + 1 + end) / 2.0;
            for (var i = start; i < end; i++)
            {
                if (outcomes[order[i]] <= 0.5) continue;
                rankSum += meanRank;
                positives++;
            }
            start = end;
        }
        var negatives = order.Length - positives;
        if (positives == 0 || negatives == 0) return double.NaN;
        return (rankSum - positives * (positives + 1) / 2.0) / ((double)positives * negatives);
    }
}
