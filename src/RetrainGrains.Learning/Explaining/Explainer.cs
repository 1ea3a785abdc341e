using RetrainGrains.Learning.Data;

namespace RetrainGrains.Learning.Explaining;

/// <summary>Computes what each feature added to a single prediction.</summary>
/// <remarks>It reuses its buffers: one explainer per thread.</remarks>
public sealed class Explainer
{
    private const double SmallStep = 1e-6;

    private readonly TargetForm form;
    private readonly double fallback;
    private readonly Attribution attribution;
    private readonly RowFit fit;
    private readonly float[] known;

    internal Explainer(
        RowFit fit, DatasetSchema schema, TargetForm form, double fallback, Attribution attribution)
    {
        Schema = schema;
        this.form = form;
        this.fallback = fallback;
        this.attribution = attribution;
        this.fit = fit;
        known = new float[fit.Width];
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
        if (features.Length < AttributionCount - 1 || attributions.Length != features.Length + 1)
        {
            throw new ArgumentException(
                $"The model takes {AttributionCount - 1} features and gives {AttributionCount} attributions; "
                + $"got {features.Length} features and room for {attributions.Length}.");
        }

        attributions.Clear();
        if (!fit.Holds(features))
        {
            fit.Narrow(features, known);
            var own = attributions[..AttributionCount];
            Explain(known, own);
            // What came to the schema after the model adds nothing; the bias stands last.
            var bias = own[^1];
            own[^1] = 0;
            attributions[^1] = bias;
            return;
        }

        Explain(features, attributions);
    }

    private void Explain(ReadOnlySpan<float> features, Span<double> attributions)
    {
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

    /// <summary>
    /// Fills in what each feature adds to the prediction itself, and last the bias: attributions of log-odds or
    /// logarithms are scaled by what the score's way from the bias changes of the prediction, so that they sum to it
    /// and can be weighed in a blend.
    /// </summary>
    public void PredictionAttributions(ReadOnlySpan<float> features, Span<double> attributions)
    {
        Attributions(features, attributions);
        if (IsAdditive) return;
        var (bias, change) = (attributions[^1], 0.0);
        foreach (var part in attributions[..^1]) change += part;
        var start = ToPrediction(bias);
        // Parts that cancel out leave no way to measure on: they are scaled as a small step would be.
        var scale = Math.Abs(change) > SmallStep
            ? (ToPrediction(bias + change) - start) / change
            : (ToPrediction(bias + SmallStep) - ToPrediction(bias - SmallStep)) / (2 * SmallStep);
        foreach (ref var part in attributions[..^1]) part *= scale;
        attributions[^1] = ToPrediction(bias + change) - scale * change;
    }

    /// <summary>Turns the sum of all attributions into the prediction.</summary>
    public double ToPrediction(double score)
    {
        var predicted = attribution.ToPrediction(score);
        return form == TargetForm.Log ? Math.Exp(predicted) - 1 : predicted;
    }
}
