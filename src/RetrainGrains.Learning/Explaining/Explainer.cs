using RetrainGrains.Learning.Data;

namespace RetrainGrains.Learning.Explaining;

/// <summary>Computes what each feature added to a single prediction.</summary>
/// <remarks>It reuses its buffers: one explainer per thread.</remarks>
public sealed class Explainer
{
    private readonly TargetForm form;
    private readonly double fallback;
    private readonly Attribution attribution;

    internal Explainer(DatasetSchema schema, TargetForm form, double fallback, Attribution attribution)
    {
        Schema = schema;
        this.form = form;
        this.fallback = fallback;
        this.attribution = attribution;
    }

    public DatasetSchema Schema { get; }

    /// <summary>The number of attributions: one per feature, and the bias.</summary>
    public int AttributionCount => Schema.Features.Count + 1;

    /// <summary>Returns true where the attributions sum to the prediction itself.</summary>
    public bool IsAdditive => attribution.IsAdditive && form != TargetForm.Log;

    /// <summary>
    /// Fills in what each feature adds to the score, and last the bias; all together they sum to the score. That is
    /// the prediction itself, the log-odds of a probability, or the logarithm of an exponential prediction or target;
    /// of a calibrated model, each before calibration.
    /// </summary>
    public void Attributions(ReadOnlySpan<float> features, Span<double> attributions)
    {
        if (features.Length != AttributionCount - 1 || attributions.Length != AttributionCount)
        {
            throw new ArgumentException(
                $"The model takes {AttributionCount - 1} features and gives {AttributionCount} attributions; "
                + $"got {features.Length} features and room for {attributions.Length}.");
        }

        attributions.Clear();
        if (form == TargetForm.Change)
        {
            // The change is added to the last value, which stands against the mean target; nothing is known without.
            attributions[^1] = fallback;
            var lastValue = Schema.LastValueFeature!.Value;
            if (!float.IsFinite(features[lastValue])) return;
            attributions[lastValue] = features[lastValue] - fallback;
        }

        attribution.AddTo(attributions, features);
    }

    /// <summary>Turns the sum of all attributions into the prediction.</summary>
    public double ToPrediction(double score)
    {
        var predicted = attribution.ToPrediction(score);
        return form == TargetForm.Log ? Math.Exp(predicted) - 1 : predicted;
    }
}
