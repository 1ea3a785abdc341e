namespace RetrainGrains.Storage.Sql;

/// <summary>
/// Judges the rows of a batch one after another against what is stored and what came before them in the batch: the
/// first fact under an id wins. Collects what is to be stored; sequences are given in order and without gaps.
/// </summary>
internal sealed class ObservationBatch(Dictionary<string, ObservationFact> facts, long lastSequence)
{
    public long LastSequence { get; private set; } = lastSequence;

    public List<ObservationFact> Added { get; } = [];

    /// <summary>The outcomes for facts that were stored before this batch.</summary>
    public List<ObservationFact> Matured { get; } = [];

    public RecordStatus Predict(PredictionRow row)
    {
        var features = FeatureBytes.Encode(row.Features);
        return facts.TryGetValue(row.PredictionId, out var earlier)
            ? SameOrConflict(earlier.IsSame(row.At, features, row.Prediction, row.Version))
            : Add(new ObservationFact(row.PredictionId, row.At, features, row.Prediction, row.Version));
    }

    public RecordStatus Import(HistoryRow row)
    {
        var features = FeatureBytes.Encode(row.Features);
        if (facts.TryGetValue(row.PredictionId, out var earlier))
        {
            return SameOrConflict(
                earlier.IsSame(row.At, features, double.NaN, "") && earlier.Outcome.Equals(row.Outcome));
        }
        var fact = new ObservationFact(row.PredictionId, row.At, features, double.NaN, "");
        return Add(fact.Mature(++LastSequence, row.Outcome, row.KnownAt));
    }

    public RecordStatus Record(OutcomeRow row)
    {
        if (!facts.TryGetValue(row.PredictionId, out var fact)) return RecordStatus.UnknownPrediction;
        if (fact.Sequence is not null) return SameOrConflict(fact.Outcome.Equals(row.Outcome));
        if (row.KnownAt < fact.At && !row.KnownNow) return RecordStatus.Refused;
        var knownAt = row.KnownAt < fact.At ? fact.At : row.KnownAt;
        Matured.Add(fact.Mature(++LastSequence, row.Outcome, knownAt));
        return RecordStatus.Stored;
    }

    private RecordStatus Add(ObservationFact fact)
    {
        facts.Add(fact.PredictionId, fact);
        Added.Add(fact);
        return RecordStatus.Stored;
    }

    private static RecordStatus SameOrConflict(bool same) => same ? RecordStatus.Duplicate : RecordStatus.Conflict;
}
