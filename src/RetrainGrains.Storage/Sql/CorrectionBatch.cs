using RetrainGrains.Domain.Repairs;

namespace RetrainGrains.Storage.Sql;

/// <summary>Judges corrections one after another; of two for the same row the later one counts.</summary>
internal sealed class CorrectionBatch(Dictionary<string, ObservationFact> facts, EntityFacts entities)
{
    // By id: the outcome before this batch.
    private readonly Dictionary<string, (ObservationFact Fact, double Before)> changed = [];

    public EntityFacts Entities => entities;

    /// <summary>The rows to store, which have another outcome now.</summary>
    public List<ObservationFact> Changed =>
        [.. changed.Values.Where(row => !row.Before.Equals(row.Fact.Outcome)).Select(row => row.Fact)];

    public List<RepairedRow> Rows =>
    [
        .. changed.Values.Where(row => !row.Before.Equals(row.Fact.Outcome))
            .OrderBy(row => row.Fact.At).ThenBy(row => row.Fact.PredictionId, StringComparer.Ordinal)
            .Select(row => new RepairedRow(
                row.Fact.PredictionId, row.Fact.At, row.Fact.Sequence, row.Before, row.Fact.Outcome)),
    ];

    public CorrectionStatus Correct(OutcomeRow row)
    {
        if (row.At is { } at) return Correct(row, at);
        if (!facts.TryGetValue(row.PredictionId, out var fact)) return CorrectionStatus.UnknownPrediction;
        if (fact.IsWithdrawn) return CorrectionStatus.Withdrawn;
        if (fact.Sequence is null) return CorrectionStatus.NoOutcome;
        return Change(fact, row.Outcome) ? CorrectionStatus.Corrected : CorrectionStatus.Unchanged;
    }

    // Rows that have an outcome of their own, by id, keep it where the entity's is known.
    private CorrectionStatus Correct(OutcomeRow row, DateTimeOffset at)
    {
        var (outcome, joined) = (entities.Same(row.Entity, at), entities.JoinedWith(row.Entity, at));
        if (joined.Count > IObservationLog.JoinedRowsMax) return CorrectionStatus.TooManyRows;
        var known = joined.FindAll(fact => fact is { IsWithdrawn: false, Sequence: not null });
        if (outcome is null && known.Count == 0)
        {
            return joined.Count == 0 ? CorrectionStatus.UnknownPrediction
                : joined.TrueForAll(fact => fact.IsWithdrawn) ? CorrectionStatus.Withdrawn
                : CorrectionStatus.NoOutcome;
        }
        if (outcome is not null) known.RemoveAll(fact => !fact.Outcome.Equals(outcome.Outcome));
        var corrected = false;
        foreach (var fact in known) corrected |= Change(fact, row.Outcome);
        if (outcome is not null && !outcome.Outcome.Equals(row.Outcome))
        {
            entities.Correct(outcome, row.Outcome);
            corrected = true;
        }
        return corrected ? CorrectionStatus.Corrected : CorrectionStatus.Unchanged;
    }

    private bool Change(ObservationFact fact, double outcome)
    {
        if (fact.Outcome.Equals(outcome)) return false;
        changed.TryAdd(fact.PredictionId, (fact, fact.Outcome));
        fact.Mature(fact.Sequence, outcome, fact.KnownAt);
        return true;
    }
}
