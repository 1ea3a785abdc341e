namespace RetrainGrains.Storage.Sql;

/// <summary>
/// One batch of one model's observations inside its transaction: each row is stored or told apart from what is there,
/// then the log's counts and its last sequence are brought up to date once.
/// </summary>
internal sealed class ObservationTransaction
{
    private readonly SqlSession session;
    private readonly ObservationLogRow log;
    private readonly CancellationToken cancellation;
    private long sequence;
    private long predictions;

    private ObservationTransaction(SqlSession session, ObservationLogRow log, CancellationToken cancellation)
    {
        this.session = session;
        this.log = log;
        this.cancellation = cancellation;
        sequence = log.LastSequence;
    }

    /// <summary>Runs the batch against the model's log, which is made when the model has none.</summary>
    public static async Task<IReadOnlyList<RecordStatus>> RunAsync<T>(
        SqlSession session, string modelId, IReadOnlyList<T> rows,
        Func<ObservationTransaction, T, Task<RecordStatus>> store, CancellationToken cancellation)
    {
        var log = await ObservationLogRow.LockAsync(session, modelId, cancellation);
        var batch = new ObservationTransaction(session, log, cancellation);
        var statuses = new RecordStatus[rows.Count];
        for (var i = 0; i < statuses.Length; i++)
        {
            statuses[i] = await store(batch, rows[i]);
        }
        await batch.FinishAsync();
        return statuses;
    }

    public async Task<RecordStatus> PredictAsync(PredictionRow row)
    {
        var features = FeatureBytes.Encode(row.Features);
        var stored = await session.ExecuteAsync(
            $"""
            INSERT INTO observations (log_id, at, prediction_id, features, prediction, version)
            VALUES ({log.LogId}, {row.At}, {row.PredictionId}, {features}, {row.Prediction}, {row.Version})
            ON CONFLICT DO NOTHING
            """, cancellation);
        if (stored == 1)
        {
            predictions++;
            return RecordStatus.Stored;
        }
        var earlier = await FindAsync(row.PredictionId);
        return SameOrConflict(
            earlier.Is(row.At, features)
            && earlier.Version == row.Version && earlier.Prediction.Equals(row.Prediction));
    }

    public async Task<RecordStatus> ImportAsync(HistoryRow row)
    {
        var features = FeatureBytes.Encode(row.Features);
        var stored = await session.ExecuteAsync(
            $"""
            INSERT INTO observations (log_id, at, prediction_id, features, version, sequence, outcome, known_at)
            VALUES ({log.LogId}, {row.At}, {row.PredictionId}, {features}, '', {sequence + 1}, {row.Outcome},
              {row.KnownAt})
            ON CONFLICT DO NOTHING
            """, cancellation);
        if (stored == 1)
        {
            sequence++;
            return RecordStatus.Stored;
        }
        var earlier = await FindAsync(row.PredictionId);
        return SameOrConflict(
            earlier.Is(row.At, features) && earlier.Version == "" && earlier.Outcome.Equals(row.Outcome));
    }

    public async Task<RecordStatus> RecordAsync(OutcomeRow row)
    {
        var stored = await session.ExecuteAsync(
            $"""
            UPDATE observations SET outcome = {row.Outcome}, known_at = {row.KnownAt}, sequence = {sequence + 1}
            WHERE log_id = {log.LogId} AND prediction_id = {row.PredictionId} AND sequence IS NULL
            """, cancellation);
        if (stored == 1)
        {
            sequence++;
            return RecordStatus.Stored;
        }
        var earlier = await session.FindAsync<double?>(
            $"SELECT outcome FROM observations WHERE log_id = {log.LogId} AND prediction_id = {row.PredictionId}",
            found => found.GetDouble(0), cancellation);
        return earlier is null ? RecordStatus.UnknownPrediction : SameOrConflict(earlier.Value.Equals(row.Outcome));
    }

    private Task FinishAsync()
    {
        var outcomes = sequence - log.LastSequence;
        return predictions == 0 && outcomes == 0
            ? Task.CompletedTask
            : session.ExecuteAsync(
                $"""
                UPDATE observation_logs SET last_sequence = {sequence},
                  predictions = predictions + {predictions}, outcomes = outcomes + {outcomes}
                WHERE log_id = {log.LogId}
                """, cancellation);
    }

    private async Task<Earlier> FindAsync(string predictionId) => await session.FindAsync(
        $"""
        SELECT at, features, prediction, version, outcome FROM observations
        WHERE log_id = {log.LogId} AND prediction_id = {predictionId}
        """,
        row => new Earlier(
            row.Instant(0), row.Bytes(1), row.NumberOrNaN(2), row.GetString(3), row.NumberOrNaN(4)), cancellation)
        ?? throw new InvalidOperationException($"Prediction '{predictionId}' was refused, but there is none like it.");

    private static RecordStatus SameOrConflict(bool same) => same ? RecordStatus.Duplicate : RecordStatus.Conflict;

    private sealed record Earlier(
        DateTimeOffset At, byte[] Features, double Prediction, string Version, double Outcome)
    {
        public bool Is(DateTimeOffset at, byte[] features) =>
            At.ToUnixTimeMilliseconds() == at.ToUnixTimeMilliseconds() && Features.AsSpan().SequenceEqual(features);
    }
}
