using RetrainGrains.Domain.Observations;

namespace RetrainGrains.Storage.Sql;

/// <summary>
/// A batch of one model's observations inside its transaction: what is stored under its ids is looked up, each row is
/// judged in memory, and what is new is stored together with the log's counts and its last sequence.
/// </summary>
/// <remarks>
/// Ids that the server made are new, as a rule: while <paramref name="trusting"/>, they are not looked up, and
/// <see cref="KnownIdException"/> says that one was there nevertheless.
/// </remarks>
internal sealed class ObservationTransaction(
    SqlSession session, ObservationLogRow log, bool trusting, CancellationToken cancellation)
{
    private IObservationRows Rows => session.Dialect.Observations;

    public async Task<RecordStatus[]> PredictAsync(IReadOnlyList<PredictionRow> rows)
    {
        var batch = await AgainstAsync(rows.Select(row => row.PredictionId));
        var statuses = Judge(rows, batch.Predict);
        await StoreAsync(batch, predictions: batch.Added.Count);
        return statuses;
    }

    public async Task<RecordStatus[]> ImportAsync(IReadOnlyList<HistoryRow> rows)
    {
        var batch = await AgainstAsync(rows.Select(row => row.PredictionId));
        var statuses = Judge(rows, batch.Import);
        await StoreAsync(batch, predictions: 0);
        return statuses;
    }

    public async Task<RecordStatus[]> RecordAsync(IReadOnlyList<OutcomeRow> rows)
    {
        var ids = Array.ConvertAll([.. rows], row => row.PredictionId);
        var facts = await Rows.FindOutcomesAsync(session, log.LogId, ids, cancellation);
        var batch = new ObservationBatch(facts, log.LastSequence);
        var statuses = Judge(rows, batch.Record);
        await StoreAsync(batch, predictions: 0);
        return statuses;
    }

    private async Task<ObservationBatch> AgainstAsync(IEnumerable<string> ids)
    {
        string[] asked = [.. trusting ? ids.Where(id => !TimedId.TryRead(id, out _)) : ids];
        var facts = asked.Length == 0 ? [] : await Rows.FindAsync(session, log.LogId, asked, cancellation);
        return new ObservationBatch(facts, log.LastSequence);
    }

    private static RecordStatus[] Judge<T>(IReadOnlyList<T> rows, Func<T, RecordStatus> judge)
    {
        var statuses = new RecordStatus[rows.Count];
        for (var i = 0; i < statuses.Length; i++) statuses[i] = judge(rows[i]);
        return statuses;
    }

    private async Task StoreAsync(ObservationBatch batch, int predictions)
    {
        if (batch.Added.Count == 0 && batch.Matured.Count == 0) return;
        if (batch.Added.Count > 0 && !await Rows.InsertAsync(session, log.LogId, batch.Added, cancellation))
        {
            throw new KnownIdException();
        }
        if (batch.Matured.Count > 0) await Rows.MatureAsync(session, log.LogId, batch.Matured, cancellation);
        await session.ExecuteAsync(
            $"""
            UPDATE observation_logs SET last_sequence = {batch.LastSequence},
              predictions = predictions + {predictions}, outcomes = outcomes + {batch.LastSequence - log.LastSequence}
            WHERE log_id = {log.LogId}
            """, cancellation);
    }
}

/// <summary>The finding that an id that was taken for new is stored already; it never leaves the log.</summary>
internal sealed class KnownIdException : Exception;
