namespace RetrainGrains.Storage.Sql;

/// <summary>
/// Judges the rows of a batch one after another against what is stored and what came before them in the batch: the
/// first fact under an id, or about an entity and time, wins. Collects what is to be stored; sequences are given in
/// order and without gaps.
/// </summary>
internal sealed class ObservationBatch(
    ObservationLogRow log, Dictionary<string, ObservationFact> facts, EntityFacts? entities,
    IReadOnlyDictionary<string, DateTimeOffset> erased)
{
    public long LastSequence { get; private set; } = log.LastSequence;

    public List<ObservationFact> Added { get; } = [];

    /// <summary>The outcomes for facts that were stored before this batch.</summary>
    public List<ObservationFact> Matured { get; } = [];

    public EntityFacts? Entities => entities;

    public RecordStatus Predict(PredictionRow row)
    {
        if (IsErased(row.Entity, row.At)) return RecordStatus.Erased;
        var features = FeatureBytes.Encode(row.Features);
        if (facts.TryGetValue(row.PredictionId, out var earlier))
        {
            return SameOrConflict(earlier.IsSame(row.At, features, row.Prediction, row.Version, row.Entity));
        }
        var fact = new ObservationFact(row.PredictionId, row.At, features, row.Prediction, row.Version)
        {
            Entity = row.Entity,
        };
        if (row.Entity.Length > 0 && entities?.Nearest(row.Entity, row.At) is { } outcome)
        {
            fact.Mature(++LastSequence, outcome.Outcome, KnownOf(fact, outcome.KnownAt));
            entities.Take(outcome);
        }
        return Add(fact);
    }

    public RecordStatus Import(HistoryRow row)
    {
        if (IsErased(row.Entity, row.At)) return RecordStatus.Erased;
        var features = FeatureBytes.Encode(row.Features);
        if (facts.TryGetValue(row.PredictionId, out var earlier))
        {
            return SameOrConflict(
                earlier.IsSame(row.At, features, double.NaN, "", row.Entity) && earlier.Outcome.Equals(row.Outcome));
        }
        var fact = new ObservationFact(row.PredictionId, row.At, features, double.NaN, "") { Entity = row.Entity };
        return Add(fact.Mature(++LastSequence, row.Outcome, row.KnownAt));
    }

    public RecordStatus Record(OutcomeRow row)
    {
        if (row.At is { } at) return Record(row, at);
        if (!facts.TryGetValue(row.PredictionId, out var fact)) return RecordStatus.UnknownPrediction;
        if (fact.IsWithdrawn) return RecordStatus.Withdrawn;
        if (fact.Sequence is not null) return SameOrConflict(fact.Outcome.Equals(row.Outcome));
        if (row.KnownAt < fact.At && !row.KnownNow) return RecordStatus.Refused;
        Mature(fact, row);
        return log.Outcomes.IsLate(fact.At, row.KnownAt) ? RecordStatus.Late : RecordStatus.Stored;
    }

    private RecordStatus Record(OutcomeRow row, DateTimeOffset at)
    {
        if (IsErased(row.Entity, at)) return RecordStatus.Erased;
        if (entities!.Same(row.Entity, at) is { } earlier) return SameOrConflict(earlier.Outcome.Equals(row.Outcome));
        var joined = entities.JoinedWith(row.Entity, at);
        if (joined.Count == 0) return Wait(row, at);
        if (joined.Count > IObservationLog.JoinedRowsMax) return RecordStatus.TooManyRows;
        joined.RemoveAll(fact => fact.IsWithdrawn);
        if (joined.Count == 0) return RecordStatus.Withdrawn;
        var open = joined.FindAll(fact => fact.Sequence is null);
        // They have their outcomes by their ids, or from another time within the tolerance: those came first.
        if (open.Count == 0 && !joined.TrueForAll(fact => fact.Outcome.Equals(row.Outcome)))
        {
            return RecordStatus.Conflict;
        }
        entities.Add(row.Entity, at, row.Outcome, row.KnownAt, waits: false);
        if (open.Count == 0) return RecordStatus.Duplicate;
        foreach (var fact in open) Mature(fact, row);
        return open.TrueForAll(fact => log.Outcomes.IsLate(fact.At, row.KnownAt))
            ? RecordStatus.Late
            : RecordStatus.Stored;
    }

    private RecordStatus Wait(OutcomeRow row, DateTimeOffset at)
    {
        if (log.Waiting + entities!.AddedWaiting >= log.Outcomes.WaitingMax) return RecordStatus.NoRoom;
        entities.Add(row.Entity, at, row.Outcome, row.KnownAt, waits: true);
        return RecordStatus.Waiting;
    }

    private void Mature(ObservationFact fact, OutcomeRow row) =>
        Matured.Add(fact.Mature(++LastSequence, row.Outcome, KnownOf(fact, row.KnownAt)));

    // Nothing is known of a row before its time: an early outcome, and one of a time a little before the row's, count
    // from then on. By its id, one that says otherwise was refused.
    private static DateTimeOffset KnownOf(ObservationFact fact, DateTimeOffset knownAt) =>
        knownAt < fact.At ? fact.At : knownAt;

    private bool IsErased(string entity, DateTimeOffset at) =>
        entity.Length > 0 && erased.TryGetValue(entity, out var erasedAt) && at < erasedAt;

    private RecordStatus Add(ObservationFact fact)
    {
        facts.Add(fact.PredictionId, fact);
        Added.Add(fact);
        return RecordStatus.Stored;
    }

    private static RecordStatus SameOrConflict(bool same) => same ? RecordStatus.Duplicate : RecordStatus.Conflict;
}
