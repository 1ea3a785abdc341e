using RetrainGrains.Domain.Observations;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Domain.Windows;

/// <summary>
/// The rule that computes the return of single rows, as <see cref="ReturnPolicy"/> defines it for one schema.
/// </summary>
public sealed class ReturnRule
{
    private readonly PredictionTask task;
    private readonly double cost;
    private readonly int feature;

    private ReturnRule(ReturnPolicy settings, FeatureSchema schema)
    {
        (task, cost) = (schema.Task, settings.Cost);
        var name = task == PredictionTask.Regression ? settings.Level : settings.Size;
        feature = name is null ? -1 : schema.IndexOf(name);
    }

    /// <summary>Makes the rule; null when the policy does not ask for returns.</summary>
    public static ReturnRule? Of(ReturnPolicy? settings, FeatureSchema schema) =>
        settings is null ? null : new ReturnRule(settings, schema);

    /// <summary>
    /// Computes the return of a row; NaN when no position was taken, because no direction was predicted or an input is
    /// missing.
    /// </summary>
    public double Of(double prediction, double outcome, ReadOnlySpan<float> features)
    {
        var given = feature < 0 ? double.NaN : features[feature];
        if (feature >= 0 && !double.IsFinite(given)) return double.NaN;
        var (predicted, came) = task == PredictionTask.Regression
            ? Moves(prediction, outcome, given)
            : (prediction - 0.5, (outcome > 0.5 ? 1 : -1) * (feature < 0 ? 1 : Math.Abs(given)));
        return predicted == 0 || !double.IsFinite(predicted) || !double.IsFinite(came)
            ? double.NaN
            : Math.Sign(predicted) * came - cost;
    }

    private (double Predicted, double Came) Moves(double prediction, double outcome, double level) => feature < 0
        ? (prediction, outcome)
        : (prediction - level, (outcome - level) / Math.Abs(level));
}
