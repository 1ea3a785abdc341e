using Microsoft.Data.Sqlite;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Storage.Sql;

namespace RetrainGrains.Storage.Sqlite;

/// <summary>The statements about single observations, prepared once for a connection.</summary>
internal sealed class SqliteObservationStatements(SqliteConnection connection) : IDisposable
{
    private readonly SqliteRowStatement timeOf = new(
        connection, "SELECT at FROM observation_ids WHERE log_id = ? AND prediction_id = ?");

    private readonly SqliteRowStatement find = new(
        connection,
        """
        SELECT sequence, outcome, known_at, withdrawn, entity, features, prediction, version FROM observations
        WHERE log_id = ? AND at = ? AND prediction_id = ?
        """);

    private readonly SqliteRowStatement findOutcome = new(
        connection,
        """
        SELECT sequence, outcome, known_at, withdrawn, entity FROM observations
        WHERE log_id = ? AND at = ? AND prediction_id = ?
        """);

    private readonly SqliteRowStatement insert = new(
        connection,
        """
        INSERT INTO observations (
          log_id, at, prediction_id, features, prediction, version, sequence, outcome, known_at, entity)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
        """);

    private readonly SqliteRowStatement insertId = new(
        connection, "INSERT INTO observation_ids (log_id, prediction_id, at) VALUES (?, ?, ?)");

    private readonly SqliteRowStatement mature = new(
        connection,
        """
        UPDATE observations SET sequence = ?, outcome = ?, known_at = ?
        WHERE log_id = ? AND at = ? AND prediction_id = ?
        """);

    private readonly SqliteRowStatement withdraw = new(
        connection,
        """
        UPDATE observations SET withdrawn = ?, sequence = NULL WHERE log_id = ? AND at = ? AND prediction_id = ?
        """);

    private readonly SqliteRowStatement erase = new(
        connection, "DELETE FROM observations WHERE log_id = ? AND at = ? AND prediction_id = ?");

    private readonly SqliteRowStatement eraseId = new(
        connection, "DELETE FROM observation_ids WHERE log_id = ? AND prediction_id = ?");

    /// <summary>Finds a fact by its id, with its features only where they are asked for.</summary>
    public ObservationFact? Find(long logId, string id, bool whole)
    {
        if (TimeOf(logId, id) is not { } at) return null;
        var statement = (whole ? find : findOutcome).Bind(1, logId).Bind(2, at).Bind(3, id);
        return statement.Find(row => Read(row, id, at, whole));
    }

    /// <summary>Stores a new fact; false when its id is there already.</summary>
    public bool Insert(long logId, ObservationFact fact)
    {
        insert.Bind(1, logId).Bind(2, fact.At).Bind(3, fact.PredictionId).Bind(4, fact.Features)
            .Bind(5, fact.Prediction).Bind(6, fact.Version)
            .Bind(7, fact.Sequence).Bind(8, fact.Outcome).Bind(9, fact.KnownAt)
            .Bind(10, fact.Entity.Length == 0 ? null : fact.Entity);
        if (insert.Execute() == 0) return false;
        if (!fact.IsTimed) insertId.Bind(1, logId).Bind(2, fact.PredictionId).Bind(3, fact.At).Execute();
        return true;
    }

    public void Mature(long logId, ObservationFact fact) =>
        mature.Bind(1, fact.Sequence).Bind(2, fact.Outcome).Bind(3, fact.KnownAt)
            .Bind(4, logId).Bind(5, fact.At).Bind(6, fact.PredictionId).Execute();

    public void Withdraw(long logId, ObservationFact fact, long repair) =>
        withdraw.Bind(1, repair).Bind(2, logId).Bind(3, fact.At).Bind(4, fact.PredictionId).Execute();

    public void Erase(long logId, ObservationFact fact)
    {
        erase.Bind(1, logId).Bind(2, fact.At).Bind(3, fact.PredictionId).Execute();
        if (!fact.IsTimed) eraseId.Bind(1, logId).Bind(2, fact.PredictionId).Execute();
    }

    public void Dispose()
    {
        SqliteRowStatement[] all =
            [timeOf, find, findOutcome, insert, insertId, mature, withdraw, erase, eraseId];
        foreach (var statement in all) statement.Dispose();
    }

    private static ObservationFact Read(SqliteRowStatement row, string id, DateTimeOffset at, bool whole)
    {
        var (features, prediction, version) = whole
            ? (row.Bytes(5), row.NumberOrNaN(6), row.Text(7))
            : ([], double.NaN, "");
        return new ObservationFact(id, at, features, prediction, version)
        {
            IsWithdrawn = !row.IsNull(3), Entity = row.IsNull(4) ? "" : row.Text(4),
        }.Mature(
            row.IsNull(0) ? null : row.Integer(0), row.NumberOrNaN(1),
            row.IsNull(2) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.Integer(2)));
    }

    private DateTimeOffset? TimeOf(long logId, string id) => TimedId.TryRead(id, out var at)
        ? at
        : timeOf.Bind(1, logId).Bind(2, id).Find<DateTimeOffset?>(
            static row => DateTimeOffset.FromUnixTimeMilliseconds(row.Integer(0)));
}
