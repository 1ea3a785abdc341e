using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Evaluation;
using RetrainGrains.Learning.Learners;

namespace RetrainGrains.Learning.Stacking;

/// <summary>The rows after rolling origins, and what learners say of them that knew only the rows before.</summary>
internal sealed class OutOfFold
{
    private readonly IReadOnlyList<Fold> folds;

    public OutOfFold(Dataset rows, StackedParameters parameters)
    {
        var perFold = (int)(rows.Count * parameters.ValidationFraction / parameters.Folds);
        folds = perFold == 0 ? [] : RollingOrigin.Split(rows, parameters.Folds, perFold, rows.OutcomeDelay);
        Targets = [.. folds.SelectMany(fold => fold.Validation.Targets.ToArray())];
        Weights = rows.Weights.IsEmpty
            ? [.. Targets.Select(_ => 1.0)]
            : [.. folds.SelectMany(fold => fold.Validation.Weights.ToArray())];
    }

    public int Folds => folds.Count;

    public double[] Targets { get; }

    public double[] Weights { get; }

    /// <summary>Returns one prediction for each row, or why there are none.</summary>
    public (double[] Predictions, string? Failure) Predict(Func<Dataset, FitResult> fit)
    {
        var predictions = new List<double>(Targets.Length);
        foreach (var fold in folds)
        {
            var result = fit(fold.Training);
            if (!result.Succeeded) return ([], result.Failure);
            predictions.AddRange(result.Artifact.CreateScorer().ScoreAll(fold.Validation));
        }

        var odd = predictions.FindIndex(prediction => !double.IsFinite(prediction));
        return odd < 0 ? ([.. predictions], null) : ([], $"It predicts {predictions[odd]}.");
    }

    /// <summary>The weights of least loss for members that predicted so.</summary>
    public double[] WeightsOf(double[][] predictions, PredictionTask task) => task == PredictionTask.Regression
        ? SquaredErrorWeights.Of(predictions, Targets, Weights)
        : LogLossWeights.Of(predictions, Targets, Weights);
}
