using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Gateway.Outcomes;
using RetrainGrains.Gateway.Predictions;

namespace RetrainGrains.Gateway.Mapping;

/// <summary>The form of rows on the wire. Enumerations keep their numbers.</summary>
internal static class RowMapping
{
    public static PredictionInput ToInput(this V1.PredictionRow row) =>
        new(row.PredictionId, row.At.ToTime(), Values(row.Features, row.Named), row.Entity);

    public static FeatureRow ToInput(this V1.ExplanationRow row) => Values(row.Features, row.Named);

    public static OutcomeInput ToInput(this V1.Outcome outcome) =>
        new(outcome.PredictionId, outcome.HasValue ? outcome.Value : null, outcome.KnownAt.ToTime(),
            NameOf(outcome.Label))
        {
            Entity = outcome.Entity, At = outcome.At.ToTime(),
        };

    public static HistoryInput ToInput(this V1.HistoryRow row) =>
        new(row.PredictionId, row.At.ToTime(), Values(row.Features, row.Named), row.HasOutcome ? row.Outcome : null,
            row.KnownAt.ToTime(), NameOf(row.OutcomeLabel))
        {
            Entity = row.Entity,
        };

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
        var response = new V1.RecordResponse { Stored = recorded.Stored, Refused = recorded.Refused };
        foreach (var status in recorded.Statuses) response.Statuses.Add((V1.RecordStatus)status);
        foreach (var reason in recorded.Reasons) response.Reasons.Add(ToWire(reason));
        return response;
    }

    private static V1.RowReason ToWire(RowReason reason) => new()
    {
        Row = reason.Row,
        Status = (V1.RecordStatus)reason.Status,
        Field = reason.Problem.Field,
        Value = reason.Problem.Value,
        Rule = reason.Problem.Rule,
        Kind = (V1.FaultKind)reason.Problem.Kind,
    };

    private static string? NameOf(string label) => label.Length == 0 ? null : label;

    public static FeatureRow Values(RepeatedField<Value> features, MapField<string, Value> named) => new(
        features.Count == 0 ? [] : new WireFeatures(features),
        named.Count == 0 ? null : named.ToDictionary(pair => pair.Key, pair => ToValue(pair.Value)));

    internal static FeatureValue ToValue(Value value) => value.KindCase switch
    {
        Value.KindOneofCase.NumberValue => FeatureValue.Of(value.NumberValue),
        Value.KindOneofCase.StringValue => FeatureValue.Of(value.StringValue),
        Value.KindOneofCase.NullValue or Value.KindOneofCase.None => FeatureValue.Missing,
        _ => new FeatureValue(null, null, value.ToString()),
    };
}
