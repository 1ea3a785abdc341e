using RetrainGrains.Learning.Data;
using RetrainGrains.Statistics.Metrics;

namespace RetrainGrains.Domain.Windows;

/// <summary>The cost of a wrong prediction.</summary>
public enum LossKind
{
    Squared = 0,

    /// <summary>The loss of 1 for the wrong class at probability 0.5, else 0, as accuracy counts.</summary>
    ZeroOne = 1,
    LogLoss = 2,
}

/// <summary>The losses of single predictions.</summary>
public static class Losses
{
    /// <summary>The smallest probability that is believed: a certain and wrong one costs 13.8, not infinity.</summary>
    public const double ProbabilityFloor = 1e-6;

    /// <summary>Returns the loss's name in sentences.</summary>
    public static string NameOf(LossKind kind) => kind switch
    {
        LossKind.Squared => "squared error",
        LossKind.ZeroOne => "wrong classes",
        _ => "log loss",
    };

    /// <summary>
    /// Computes the loss of one prediction; of several classes it is an index, and <paramref name="given"/> the
    /// probability of the class that came.
    /// </summary>
    public static double Of(
        LossKind kind, PredictionTask task, double prediction, double outcome, double? given = null) =>
        task != PredictionTask.MulticlassClassification ? Of(kind, prediction, outcome)
        : kind == LossKind.ZeroOne ? (prediction == outcome ? 0 : 1)
        : Of(kind, given ?? double.NaN, outcome: 1);

    /// <summary>Computes the loss of one prediction.</summary>
    public static double Of(LossKind kind, double prediction, double outcome) => kind switch
    {
        LossKind.Squared => RegressionLoss.Squared(prediction, outcome),
        LossKind.ZeroOne => (prediction >= 0.5) == (outcome > 0.5) ? 0 : 1,
        LossKind.LogLoss => LogLoss(prediction, outcome > 0.5),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "is not a loss"),
    };

    public static double LogLoss(double probability, bool outcome) =>
        ClassificationLoss.Log(probability, outcome, ProbabilityFloor);

    /// <summary>Computes the log loss from the probability of what came.</summary>
    public static double LogLoss(double given) => ClassificationLoss.Log(given, ProbabilityFloor);
}
