using System.Data.Common;
using RetrainGrains.Domain.Observations;

namespace RetrainGrains.Storage.Sql;

/// <summary>The facts under one prediction id: the first prediction or history, and its first outcome.</summary>
internal sealed record ObservationFact(
    string PredictionId, DateTimeOffset At, byte[] Features, double Prediction, string Version)
{
    /// <summary>The columns of a fact without its features, in the order in which they are read.</summary>
    public const string OutcomeColumns =
        "o.prediction_id, o.at, o.sequence, o.outcome, o.known_at, o.withdrawn, o.entity";

    /// <summary>The columns of a whole fact.</summary>
    public const string AllColumns = OutcomeColumns + ", o.features, o.prediction, o.version";

    /// <summary>Answers whether the id itself says where the fact lies, so that it needs no entry by id.</summary>
    public bool IsTimed { get; } = TimedId.TryRead(PredictionId, out _);

    /// <summary>The entity that it is about; empty when there is none.</summary>
    public string Entity { get; init; } = "";

    /// <summary>The place of the outcome in its model's order; null while there is none.</summary>
    public long? Sequence { get; private set; }

    public double Outcome { get; private set; } = double.NaN;

    public DateTimeOffset? KnownAt { get; private set; }

    /// <summary>Answers whether a person withdrew it: then nothing is read of it, and nothing is added to it.</summary>
    public bool IsWithdrawn { get; init; }

    /// <summary>Reads a whole fact from its columns.</summary>
    public static ObservationFact Read(DbDataReader row) =>
        Read(row, row.Bytes(7), row.NumberOrNaN(8), row.GetString(9));

    /// <summary>Reads a fact without its features.</summary>
    public static ObservationFact ReadOutcome(DbDataReader row) => Read(row, [], double.NaN, "");

    /// <summary>An id that was asked for twice is found twice, and is one fact.</summary>
    public static Dictionary<string, ObservationFact> ById(List<ObservationFact> facts)
    {
        var found = new Dictionary<string, ObservationFact>();
        foreach (var fact in facts) found.TryAdd(fact.PredictionId, fact);
        return found;
    }

    public ObservationFact Mature(long? sequence, double outcome, DateTimeOffset? knownAt)
    {
        (Sequence, Outcome, KnownAt) = (sequence, outcome, knownAt);
        return this;
    }

    public bool IsSame(DateTimeOffset at, byte[] features, double prediction, string version, string entity) =>
        At.ToUnixTimeMilliseconds() == at.ToUnixTimeMilliseconds() && Features.AsSpan().SequenceEqual(features)
        && Prediction.Equals(prediction) && Version == version && Entity == entity;

    private static ObservationFact Read(DbDataReader row, byte[] features, double prediction, string version) =>
        new ObservationFact(row.GetString(0), row.Instant(1), features, prediction, version)
        {
            IsWithdrawn = !row.IsDBNull(5),
            Entity = row.TextOrNull(6) ?? "",
        }.Mature(row.IsDBNull(2) ? null : row.GetInt64(2), row.NumberOrNaN(3), row.InstantOrNull(4));
}
