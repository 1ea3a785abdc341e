using System.Collections.Frozen;
using RetrainGrains.Domain.Observations;

namespace RetrainGrains.Storage.Sql;

/// <summary>
/// A batch of one model's observations inside its transaction: what is stored under its ids, and about its entities, is
/// looked up, each row is judged in memory, and what is new is stored together with the log's counts and its last
/// sequence. Entities are looked up only for rows that name one.
/// </summary>
/// <remarks>
/// Ids that the server made are new, as a rule: while <paramref name="trusting"/>, they are not looked up, and
/// <see cref="KnownIdException"/> says that one was there nevertheless.
/// </remarks>
internal sealed class ObservationTransaction(
    SqlSession session, ObservationLogRow log, bool trusting, CancellationToken cancellation)
{
    private static readonly IReadOnlyDictionary<string, DateTimeOffset> NoneErased =
        FrozenDictionary<string, DateTimeOffset>.Empty;

    private IObservationRows Rows => session.Dialect.Observations;

    public async Task<AppendedPredictions> PredictAsync(IReadOnlyList<PredictionRow> rows)
    {
        var facts = await FindAsync(rows.Select(row => row.PredictionId));
        var (entities, erased) = ((EntityFacts?)null, NoneErased);
        // A model without entities pays nothing for them.
        if (log.EntityOutcomes + log.Erasures > 0 && rows.Any(row => row.Entity.Length > 0))
        {
            var about = rows.Where(row => row.Entity.Length > 0).ToArray();
            entities = new EntityFacts(
                log.Outcomes, [], await FindOutcomesAsync([.. about.Select(row => SpanOf(row.Entity, row.At))]));
            erased = await FindErasedAsync(about.Select(row => row.Entity));
        }
        var batch = new ObservationBatch(log, facts, entities, erased);
        var statuses = Judge(rows, batch.Predict);
        await StoreAsync(batch, predictions: batch.Added.Count);
        return new AppendedPredictions(statuses, (int)(batch.LastSequence - log.LastSequence));
    }

    public async Task<IReadOnlyList<RecordStatus>> ImportAsync(IReadOnlyList<HistoryRow> rows)
    {
        var facts = await FindAsync(rows.Select(row => row.PredictionId));
        var erased = await FindErasedAsync(rows.Select(row => row.Entity));
        var batch = new ObservationBatch(log, facts, null, erased);
        var statuses = Judge(rows, batch.Import);
        await StoreAsync(batch, predictions: 0);
        return statuses;
    }

    public async Task<IReadOnlyList<RecordStatus>> RecordAsync(IReadOnlyList<OutcomeRow> rows)
    {
        string[] ids = [.. rows.Where(row => row.At is null).Select(row => row.PredictionId)];
        var facts = ids.Length == 0 ? [] : await Rows.FindOutcomesAsync(session, log.LogId, ids, cancellation);
        var (entities, erased) = ((EntityFacts?)null, NoneErased);
        if (ids.Length < rows.Count)
        {
            var about = rows.Where(row => row.At is not null).ToArray();
            entities = await EntitiesAsync([.. about.Select(row => SpanOf(row.Entity, row.At!.Value))], facts);
            erased = await FindErasedAsync(about.Select(row => row.Entity));
        }
        var batch = new ObservationBatch(log, facts, entities, erased);
        var statuses = Judge(rows, batch.Record);
        await StoreAsync(batch, predictions: 0);
        return statuses;
    }

    /// <summary>
    /// Reads what is known of entities about spans of time; a row that was found by its id is the same object there.
    /// </summary>
    public async Task<EntityFacts> EntitiesAsync(
        IReadOnlyList<EntitySpan> spans, Dictionary<string, ObservationFact> facts)
    {
        EntitySpan[] distinct = [.. spans.Distinct()];
        var rows = new List<ObservationFact>();
        var seen = new HashSet<string>();
        foreach (var row in await Rows.FindOfEntitiesAsync(session, log.LogId, distinct, cancellation))
        {
            if (!seen.Add(row.PredictionId)) continue;
            if (!facts.TryGetValue(row.PredictionId, out var fact)) facts.Add(row.PredictionId, fact = row);
            rows.Add(fact);
        }
        return new EntityFacts(log.Outcomes, rows, await FindOutcomesAsync(distinct));
    }

    /// <summary>Stores what has changed of the outcomes by entity and time, and the log's counts of them.</summary>
    public async Task StoreAsync(EntityFacts? entities)
    {
        if (entities is null or { Changed.Count: 0 }) return;
        await Rows.PutEntityOutcomesAsync(session, log.LogId, [.. entities.Changed], cancellation);
        await session.ExecuteAsync(
            $"""
            UPDATE observation_logs SET waiting = waiting + {entities.AddedWaiting},
              entity_outcomes = entity_outcomes + {entities.Added}
            WHERE log_id = {log.LogId}
            """, cancellation);
    }

    public EntitySpan SpanOf(string entity, DateTimeOffset at)
    {
        var (from, before) = log.Outcomes.JoinedWith(at);
        return new EntitySpan(entity, from, before);
    }

    private async Task<Dictionary<string, ObservationFact>> FindAsync(IEnumerable<string> ids)
    {
        string[] asked = [.. trusting ? ids.Where(id => !TimedId.TryRead(id, out _)) : ids];
        return asked.Length == 0 ? [] : await Rows.FindAsync(session, log.LogId, asked, cancellation);
    }

    private async Task<List<EntityOutcome>> FindOutcomesAsync(IReadOnlyList<EntitySpan> spans) =>
        log.EntityOutcomes == 0
            ? []
            : await Rows.FindEntityOutcomesAsync(session, log.LogId, [.. spans.Distinct()], cancellation);

    private async Task<IReadOnlyDictionary<string, DateTimeOffset>> FindErasedAsync(IEnumerable<string> entities)
    {
        if (log.Erasures == 0) return NoneErased;
        var erased = new Dictionary<string, DateTimeOffset>();
        foreach (var entity in entities.Where(entity => entity.Length > 0).Distinct())
        {
            var hash = EntityHash.Of(log.ModelId, entity);
            var at = await session.FindAsync<DateTimeOffset?>(
                $"SELECT erased_at FROM erasures WHERE log_id = {log.LogId} AND entity_hash = {hash}",
                row => row.Instant(0), cancellation);
            if (at is { } erasedAt) erased.Add(entity, erasedAt);
        }
        return erased;
    }

    private static RecordStatus[] Judge<T>(IReadOnlyList<T> rows, Func<T, RecordStatus> judge)
    {
        var statuses = new RecordStatus[rows.Count];
        for (var i = 0; i < statuses.Length; i++) statuses[i] = judge(rows[i]);
        return statuses;
    }

    private async Task StoreAsync(ObservationBatch batch, int predictions)
    {
        await StoreAsync(batch.Entities);
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
