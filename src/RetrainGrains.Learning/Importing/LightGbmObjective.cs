using System.Globalization;
using RetrainGrains.Learning.Classes;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Learning.Importing;

/// <summary>The meaning of a LightGBM model's scores, by its objective; the slope stands before the link.</summary>
internal sealed record LightGbmObjective(
    Link Link, PredictionTask Task, bool AnyTask = false, double Slope = 1, ClassLink? ClassLink = null)
{
    private const string SigmoidPrefix = "sigmoid:";

    /// <summary>Reads the line of the model file: a name, then the parameters that scoring needs.</summary>
    public static LightGbmObjective Parse(string line, int classCount)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Contains("sqrt"))
        {
            throw new ImportException($"The objective '{line}' is not supported: its target is a square root.");
        }

        var objective = words.FirstOrDefault() switch
        {
            "regression" or "regression_l2" or "regression_l1" or "huber" or "fair" or "quantile" or "mape" =>
                new LightGbmObjective(Link.Identity, PredictionTask.Regression),
            "poisson" or "gamma" or "tweedie" => new LightGbmObjective(Link.Exponential, PredictionTask.Regression),
            "binary" =>
                new LightGbmObjective(Link.Logistic, PredictionTask.BinaryClassification, Slope: Sigmoid(words)),
            "cross_entropy" or "xentropy" =>
                new LightGbmObjective(Link.Logistic, PredictionTask.Regression, AnyTask: true),
            "multiclass" => new LightGbmObjective(
                Link.Identity, PredictionTask.MulticlassClassification, ClassLink: Classes.ClassLink.Softmax),

            // Each class against the rest; LightGBM leaves their sum as it is, and a probability is a share of it.
            "multiclassova" => new LightGbmObjective(
                Link.Logistic, PredictionTask.MulticlassClassification, Slope: Sigmoid(words),
                ClassLink: Classes.ClassLink.Shares),
            _ => throw new ImportException($"The objective '{line}' is not supported."),
        };
        if (objective.ClassLink is null != classCount < 2)
        {
            throw new ImportException($"The model has {classCount} classes, for which the objective '{line}' is not.");
        }

        return classCount == 2 && objective.ClassLink == Classes.ClassLink.Shares
            ? throw new ImportException(
                $"The objective '{line}' is not supported for two classes; train it as 'binary', or as 'multiclass'.")
            : objective;
    }

    private static double Sigmoid(string[] words)
    {
        var word = words.FirstOrDefault(w => w.StartsWith(SigmoidPrefix, StringComparison.Ordinal)) ?? "sigmoid:1";
        return double.TryParse(
            word.AsSpan(SigmoidPrefix.Length), NumberStyles.Float, CultureInfo.InvariantCulture, out var slope)
            && slope > 0 && double.IsFinite(slope)
            ? slope
            : throw new ImportException($"The objective has '{word}'; the sigmoid must be a positive number.");
    }
}
