using System.Data.Common;
using RetrainGrains.Domain.Observations;

namespace RetrainGrains.Storage.Sql;

/// <summary>The row that stands for all of a model's observations; locking it makes their sequence gap-free.</summary>
internal sealed record ObservationLogRow(string ModelId, long LogId, long LastSequence)
{
    private static readonly OutcomePolicy Default = new();

    /// <summary>The rules for outcomes by entity and time; the defaults until a model's policy was stored.</summary>
    public OutcomePolicy Outcomes { get; private init; } = Default;

    /// <summary>The number of outcomes that wait for a prediction.</summary>
    public long Waiting { get; private init; }

    /// <summary>The number of outcomes by entity and time: while there are none, none is looked for.</summary>
    public long EntityOutcomes { get; private init; }

    /// <summary>The number of entities that were erased.</summary>
    public long Erasures { get; private init; }

    /// <summary>The number of repairs so far.</summary>
    public long Repairs { get; private init; }

    public static async Task<ObservationLogRow> LockAsync(
        SqlSession session, string modelId, CancellationToken cancellation)
    {
        if (await FindAsync(session, modelId, cancellation) is { } row) return row;
        await session.ExecuteAsync(
            $"INSERT INTO observation_logs (model_id) VALUES ({modelId}) ON CONFLICT DO NOTHING", cancellation);
        return await FindAsync(session, modelId, cancellation)
            ?? throw new InvalidOperationException($"The log of model '{modelId}' was made, but is not there.");
    }

    private static Task<ObservationLogRow?> FindAsync(
        SqlSession session, string modelId, CancellationToken cancellation) => session.FindAsync(
            $"""
            SELECT log_id, last_sequence, waiting, entity_outcomes, erasures, repairs,
              grain, tolerance, horizon, waiting_max FROM observation_logs
            WHERE model_id = {modelId} {session.Dialect.ForUpdate}
            """, row => new ObservationLogRow(modelId, row.GetInt64(0), row.GetInt64(1))
            {
                Waiting = row.GetInt64(2),
                EntityOutcomes = row.GetInt64(3),
                Erasures = row.GetInt64(4),
                Repairs = row.GetInt64(5),
                Outcomes = row.IsDBNull(6) ? Default : ReadPolicy(row),
            }, cancellation);

    private static OutcomePolicy ReadPolicy(DbDataReader row) => new()
    {
        Grain = TimeSpan.FromMilliseconds(row.GetInt64(6)),
        Tolerance = TimeSpan.FromMilliseconds(row.GetInt64(7)),
        Horizon = TimeSpan.FromMilliseconds(row.GetInt64(8)),
        WaitingMax = (int)row.GetInt64(9),
    };
}
