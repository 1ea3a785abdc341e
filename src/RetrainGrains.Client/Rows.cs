using System.Globalization;
using Google.Protobuf.WellKnownTypes;

namespace RetrainGrains.Client;

/// <summary>Makes rows of the protocol from values as a program has them.</summary>
public static class Rows
{
    /// <summary>
    /// Makes a row to predict from features by name; one that is not named is missing. It has an id and a time, so that
    /// it can be repeated: without <paramref name="id"/> a new one, without <paramref name="at"/> now. With an
    /// <paramref name="entity"/> its outcome can come by entity and time.
    /// </summary>
    public static V1.PredictionRow ToPredict(
        IEnumerable<KeyValuePair<string, object?>> named, string? id = null, DateTimeOffset? at = null,
        string entity = "")
    {
        var row = Begin(id, at, entity);
        foreach (var (name, value) in named) row.Named.Add(name, ToValue(value));
        return row;
    }

    /// <summary>Makes a row to predict from features in the schema's order.</summary>
    public static V1.PredictionRow ToPredict(
        IEnumerable<object?> ordered, string? id = null, DateTimeOffset? at = null, string entity = "")
    {
        var row = Begin(id, at, entity);
        row.Features.Add(ordered.Select(ToValue));
        return row;
    }

    /// <summary>
    /// Makes a row of history from features by name. The same id keeps a repeated import from being stored twice.
    /// </summary>
    public static V1.HistoryRow OfHistory(
        string id, DateTimeOffset at, IEnumerable<KeyValuePair<string, object?>> named, double outcome,
        DateTimeOffset? knownAt = null, string entity = "")
    {
        var row = new V1.HistoryRow
        {
            PredictionId = id,
            Entity = entity,
            At = at.ToTimestamp(),
            Outcome = outcome,
            KnownAt = (knownAt ?? at).ToTimestamp(),
        };
        foreach (var (name, value) in named) row.Named.Add(name, ToValue(value));
        return row;
    }

    /// <summary>Makes an outcome, known now unless it is said when.</summary>
    public static V1.Outcome Outcome(string predictionId, double value, DateTimeOffset? knownAt = null) =>
        new() { PredictionId = predictionId, Value = value, KnownAt = knownAt?.ToTimestamp() };

    /// <summary>Makes an outcome of several classes, by the name of the class.</summary>
    public static V1.Outcome Outcome(string predictionId, string label, DateTimeOffset? knownAt = null) =>
        new() { PredictionId = predictionId, Label = label, KnownAt = knownAt?.ToTimestamp() };

    /// <summary>Makes an outcome of all predictions of an entity about a time.</summary>
    public static V1.Outcome OutcomeOf(
        string entity, DateTimeOffset at, double value, DateTimeOffset? knownAt = null) =>
        new() { Entity = entity, At = at.ToTimestamp(), Value = value, KnownAt = knownAt?.ToTimestamp() };

    /// <summary>Makes the value of a feature: a number, a text, or missing where it is null or not a number.</summary>
    public static Value ToValue(object? value) => value switch
    {
        null => Value.ForNull(),
        Value wire => wire,
        string text => Value.ForString(text),
        bool or char or DateTime => throw Unusable(value),
        IConvertible number => ToNumber(number.ToDouble(CultureInfo.InvariantCulture)),
        _ => throw Unusable(value),
    };

    /// <summary>Makes an id for a prediction or a request; ids of later milliseconds sort behind it.</summary>
    public static string NewId() => NewId(TimeProvider.System.GetUtcNow());

    /// <summary>Makes an id as at a given time.</summary>
    public static string NewId(DateTimeOffset now) => Guid.CreateVersion7(now).ToString("N");

    private static V1.PredictionRow Begin(string? id, DateTimeOffset? at, string entity) => new()
    {
        PredictionId = id ?? NewId(), At = (at ?? TimeProvider.System.GetUtcNow()).ToTimestamp(), Entity = entity,
    };

    private static Value ToNumber(double number) => double.IsNaN(number) ? Value.ForNull() : Value.ForNumber(number);

    private static ArgumentException Unusable(object value) =>
        new($"A feature is {value} of type {value.GetType().Name}; it must be a number, a text or null.");
}
