using System.Globalization;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Learning.Importing;

/// <summary>The meaning of a LightGBM model's scores, by its objective; the slope stands before the link.</summary>
internal sealed record LightGbmObjective(Link Link, PredictionTask Task, bool AnyTask, double Slope)
{
    private const string SigmoidPrefix = "sigmoid:";

    /// <summary>Reads the line of the model file: a name, then the parameters that scoring needs.</summary>
    public static LightGbmObjective Parse(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Contains("sqrt"))
        {
            throw new ImportException($"The objective '{line}' is not supported: its target is a square root.");
        }

        return words.FirstOrDefault() switch
        {
            "regression" or "regression_l2" or "regression_l1" or "huber" or "fair" or "quantile" or "mape" =>
                new LightGbmObjective(Link.Identity, PredictionTask.Regression, AnyTask: false, Slope: 1),
            "poisson" or "gamma" or "tweedie" =>
                new LightGbmObjective(Link.Exponential, PredictionTask.Regression, AnyTask: false, Slope: 1),
            "binary" =>
                new LightGbmObjective(
                    Link.Logistic, PredictionTask.BinaryClassification, AnyTask: false, Sigmoid(words)),
            "cross_entropy" or "xentropy" =>
                new LightGbmObjective(Link.Logistic, PredictionTask.Regression, AnyTask: true, Slope: 1),
            "multiclass" or "multiclassova" =>
                throw new ImportException($"The objective '{line}' is not supported: it has several classes."),
            _ => throw new ImportException($"The objective '{line}' is not supported."),
        };
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
