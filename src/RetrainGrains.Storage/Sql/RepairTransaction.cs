using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Repairs;

namespace RetrainGrains.Storage.Sql;

/// <summary>A repair of one model's facts inside its transaction; the log is locked.</summary>
internal sealed class RepairTransaction(
    SqlSession session, ObservationLogRow log, CancellationToken cancellation)
{
    private static readonly SqlText Columns = new(ObservationFact.OutcomeColumns);

    private IObservationRows Rows => session.Dialect.Observations;

    public async Task<RepairedFacts> RunAsync(FactRepair repair)
    {
        var repaired = repair switch
        {
            OutcomeCorrection correction => await CorrectAsync(correction.Outcomes),
            FactWithdrawal withdrawal => await WithdrawAsync(withdrawal),
            EntityErasure erasure => await EraseAsync(erasure),
            _ => throw new ArgumentOutOfRangeException(nameof(repair), repair, "is no repair"),
        };
        await session.ExecuteAsync(
            $"UPDATE observation_logs SET repairs = repairs + 1 WHERE log_id = {log.LogId}", cancellation);
        return repaired;
    }

    private async Task<RepairedFacts> CorrectAsync(IReadOnlyList<OutcomeRow> outcomes)
    {
        string[] ids = [.. outcomes.Where(outcome => outcome.At is null).Select(outcome => outcome.PredictionId)];
        var facts = ids.Length == 0 ? [] : await Rows.FindOutcomesAsync(session, log.LogId, ids, cancellation);
        var batch = new ObservationTransaction(session, log, trusting: false, cancellation);
        var spans = outcomes.Where(outcome => outcome.At is not null)
            .Select(outcome => batch.SpanOf(outcome.Entity, outcome.At!.Value));
        var corrections = new CorrectionBatch(facts, await batch.EntitiesAsync([.. spans], facts));
        var statuses = outcomes.Select(corrections.Correct).ToArray();
        var changed = corrections.Changed;
        if (changed.Count > 0) await Rows.MatureAsync(session, log.LogId, changed, cancellation);
        await batch.StoreAsync(corrections.Entities);
        return new RepairedFacts(corrections.Rows, corrections.Entities.Changed.Count, false) { Statuses = statuses };
    }

    private async Task<RepairedFacts> WithdrawAsync(FactWithdrawal withdrawal)
    {
        var (rows, page) = (withdrawal.Rows, await FindAsync(withdrawal));
        var more = rows.Ids.IsEmpty && page.Count == withdrawal.Limit;
        var mark = more ? new PredictionMark(page[^1].At, page[^1].PredictionId) : null;
        page.RemoveAll(fact => fact.IsWithdrawn);
        if (page.Count > 0) await Rows.WithdrawAsync(session, log.LogId, page, log.Repairs + 1, cancellation);
        await CountAsync(page, predictions: 0);
        var dropped = more || !rows.Ids.IsEmpty ? 0 : await DropAsync(rows.Entity, SpanOf(rows));
        return new RepairedFacts(Repaired(page), dropped, more) { Mark = mark };
    }

    private async Task<RepairedFacts> EraseAsync(EntityErasure erasure)
    {
        await RememberAsync(erasure);
        var page = await session.QueryAsync(
            $"""
            SELECT {Columns}, o.version FROM observations o
            WHERE o.log_id = {log.LogId} AND o.entity = {erasure.Entity}
            ORDER BY o.at, o.prediction_id LIMIT {erasure.Limit}
            """, row => (Fact: ObservationFact.ReadOutcome(row), Predicted: row.GetString(7).Length > 0),
            cancellation);
        ObservationFact[] facts = [.. page.Select(row => row.Fact)];
        if (facts.Length > 0) await Rows.EraseAsync(session, log.LogId, facts, cancellation);
        await CountAsync(facts, page.Count(row => row.Predicted));
        var more = page.Count == erasure.Limit;
        var dropped = more
            ? 0
            : await DropAsync(erasure.Entity, (DateTimeOffset.MinValue, DateTimeOffset.MaxValue));
        return new RepairedFacts(Repaired(facts), dropped, more);
    }

    // Rows that have been withdrawn are passed over by index and mark, not asked for again.
    private async Task<List<ObservationFact>> FindAsync(FactWithdrawal withdrawal)
    {
        var (rows, limit) = (withdrawal.Rows, withdrawal.Limit);
        if (!rows.Ids.IsEmpty)
        {
            var found = await Rows.FindOutcomesAsync(session, log.LogId, rows.Ids, cancellation);
            return [.. found.Values];
        }
        var (from, before) = SpanOf(rows);
        var mark = withdrawal.After ?? new PredictionMark(from, "");
        if (rows.Entity is { } entity)
        {
            return await session.QueryAsync(
                $"""
                SELECT {Columns} FROM observations o
                WHERE o.log_id = {log.LogId} AND o.entity = {entity}
                  AND o.at >= {mark.At} AND (o.at, o.prediction_id) > ({mark.At}, {mark.PredictionId})
                  AND o.at < {before}
                ORDER BY o.at, o.prediction_id LIMIT {limit}
                """, ObservationFact.ReadOutcome, cancellation);
        }
        return await session.QueryAsync(
            $"""
            SELECT {Columns} FROM observations o
            WHERE o.log_id = {log.LogId}
              AND o.at >= {mark.At} AND (o.at, o.prediction_id) > ({mark.At}, {mark.PredictionId}) AND o.at < {before}
            ORDER BY o.at, o.prediction_id LIMIT {limit}
            """, ObservationFact.ReadOutcome, cancellation);
    }

    private async Task RememberAsync(EntityErasure erasure)
    {
        var hash = EntityHash.Of(log.ModelId, erasure.Entity);
        var known = await session.FindAsync<long?>(
            $"SELECT 1 FROM erasures WHERE log_id = {log.LogId} AND entity_hash = {hash}",
            row => row.GetInt64(0), cancellation);
        await session.ExecuteAsync(
            $"""
            INSERT INTO erasures (log_id, entity_hash, erased_at) VALUES ({log.LogId}, {hash}, {erasure.At})
            ON CONFLICT (log_id, entity_hash) DO UPDATE SET erased_at = excluded.erased_at
            """, cancellation);
        if (known is not null) return;
        await session.ExecuteAsync(
            $"UPDATE observation_logs SET erasures = erasures + 1 WHERE log_id = {log.LogId}", cancellation);
    }

    private async Task CountAsync(IReadOnlyCollection<ObservationFact> gone, int predictions) =>
        await session.ExecuteAsync(
            $"""
            UPDATE observation_logs SET predictions = predictions - {predictions},
              outcomes = outcomes - {gone.Count(fact => fact.Sequence is not null)}
            WHERE log_id = {log.LogId}
            """, cancellation);

    private async Task<int> DropAsync(string? entity, (DateTimeOffset From, DateTimeOffset Before) span)
    {
        if (log.EntityOutcomes == 0) return 0;
        var dropped = entity is null
            ? await session.QueryAsync(
                $"""
                DELETE FROM entity_outcomes
                WHERE log_id = {log.LogId} AND at >= {span.From} AND at < {span.Before} RETURNING waiting
                """, row => row.GetInt64(0), cancellation)
            : await session.QueryAsync(
                $"""
                DELETE FROM entity_outcomes WHERE log_id = {log.LogId} AND entity = {entity}
                  AND at >= {span.From} AND at < {span.Before} RETURNING waiting
                """, row => row.GetInt64(0), cancellation);
        await session.ExecuteAsync(
            $"""
            UPDATE observation_logs SET waiting = waiting - {dropped.Sum()},
              entity_outcomes = entity_outcomes - {dropped.Count}
            WHERE log_id = {log.LogId}
            """, cancellation);
        return dropped.Count;
    }

    private static (DateTimeOffset From, DateTimeOffset Before) SpanOf(RowSelection rows) =>
        (rows.From ?? DateTimeOffset.MinValue, rows.Before ?? DateTimeOffset.MaxValue);

    private static List<RepairedRow> Repaired(IEnumerable<ObservationFact> facts) =>
    [
        .. facts.OrderBy(fact => fact.At).ThenBy(fact => fact.PredictionId, StringComparer.Ordinal)
            .Select(fact => new RepairedRow(fact.PredictionId, fact.At, fact.Sequence, fact.Outcome, double.NaN)),
    ];
}
