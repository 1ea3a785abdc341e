using RetrainGrains.Domain.Observations;
using RetrainGrains.Gateway.Outcomes;
using RetrainGrains.Gateway.Predictions;

namespace RetrainGrains.Gateway.Mapping;

/// <summary>The form of rows on the wire. Enumerations keep their numbers.</summary>
internal static class RowMapping
{
    public static PredictionInput ToInput(this V1.PredictionRow row) =>
        new(row.PredictionId, row.At.ToTime(), Values(row.Features));

    public static IReadOnlyList<FeatureValue> ToInput(this V1.ExplanationRow row) => Values(row.Features);

    public static OutcomeInput ToInput(this V1.Outcome outcome) =>
        new(outcome.PredictionId, outcome.Value, outcome.KnownAt.ToTime(), NameOf(outcome.Label));

    public static HistoryInput ToInput(this V1.HistoryRow row) =>
        new(row.PredictionId, row.At.ToTime(), Values(row.Features), row.Outcome, row.KnownAt.ToTime(),
            NameOf(row.OutcomeLabel));

    public static V1.Prediction ToWire(this PredictionOutput output)
    {
        var prediction = new V1.Prediction
        {
            PredictionId = output.PredictionId, Value = output.Value, Fallback = output.Fallback,
        };
        if (output.Probabilities is not { } probabilities) return prediction;
        prediction.Label = output.Label;
        prediction.Probabilities.Add(probabilities);
        return prediction;
    }

    public static V1.RecordResponse ToWire(this Recorded recorded)
    {
        var response = new V1.RecordResponse { Stored = recorded.Stored };
        foreach (var status in recorded.Statuses) response.Statuses.Add((V1.RecordStatus)status);
        return response;
    }

    private static string? NameOf(string label) => label.Length == 0 ? null : label;

    private static FeatureValue[] Values(IReadOnlyList<V1.FeatureValue> features)
    {
        var values = new FeatureValue[features.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = features[i].KindCase switch
            {
                V1.FeatureValue.KindOneofCase.Number => FeatureValue.Of(features[i].Number),
                V1.FeatureValue.KindOneofCase.Text => FeatureValue.Of(features[i].Text),
                _ => FeatureValue.Missing,
            };
        }
        return values;
    }
}
