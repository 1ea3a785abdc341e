using System.Runtime.CompilerServices;
using RetrainGrains.Storage.Sql;

namespace RetrainGrains.Storage.Postgres;

/// <summary>
/// The steps of a copy in whole batches, one array for each column; observations bring their months.
/// </summary>
internal sealed class PostgresTableRows : ITableRows
{
    private static readonly Dictionary<string, string> Inserts = TableShape.All.Concat(TableShape.Views).ToDictionary(
        table => table.Name,
        table => $"INSERT INTO {table.Name} ({table.ColumnNames}) "
            + $"SELECT {string.Join(", ", table.Columns.Select(Written))} "
            + $"FROM unnest({TableShape.Holes(table.Columns.Count)}) AS given ({table.ColumnNames})");

    // Only an extension, amcheck, could tell.
    public Task<string?> FindDamageAsync(SqlSession session, CancellationToken cancellation) =>
        Task.FromResult<string?>(null);

    public async Task InsertAsync(
        SqlSession session, TableShape table, IReadOnlyList<object?[]> rows, CancellationToken cancellation)
    {
        object[] columns = [.. table.Columns.Select((column, i) => ToArray(rows, i, column.Type))];
        if (table.Name == "observations")
        {
            // The second column: at.
            await ObservationMonths.EnsureAsync(
                session, rows.Select(row => DateTimeOffset.FromUnixTimeMilliseconds((long)row[1]!)), cancellation);
        }
        await session.ExecuteAsync(FormattableStringFactory.Create(Inserts[table.Name], columns), cancellation);
    }

    public Task ClearAsync(SqlSession session, CancellationToken cancellation) => session.ExecuteScriptAsync(
        $"TRUNCATE {string.Join(", ", TableShape.All.Concat(TableShape.Views).Select(table => table.Name))}",
        cancellation);

    public Task<long> LastEffectAsync(SqlSession session, CancellationToken cancellation) => session.FindAsync(
        $"SELECT COALESCE(pg_sequence_last_value(pg_get_serial_sequence('outbox', 'id')::regclass), 0)",
        row => row.GetInt64(0), cancellation);

    // An empty table leaves its sequence where it is: setval knows no zero.
    public async Task ContinueAfterAsync(SqlSession session, long lastEffect, CancellationToken cancellation)
    {
        await session.ExecuteAsync(
            $"SELECT setval(pg_get_serial_sequence('outbox', 'id'), {lastEffect}) WHERE {lastEffect} > 0",
            cancellation);
        await session.ExecuteAsync(
            $"""
            SELECT setval(pg_get_serial_sequence('observation_logs', 'log_id'), MAX(log_id))
            FROM observation_logs HAVING COUNT(*) > 0
            """, cancellation);
    }

    private static string Written(Column column) => column.Type switch
    {
        ColumnType.Uuid => $"given.{column.Name}::uuid",
        ColumnType.Json => $"given.{column.Name}::jsonb",
        _ => $"given.{column.Name}",
    };

    private static Array ToArray(IReadOnlyList<object?[]> rows, int column, ColumnType type) => type switch
    {
        ColumnType.Integer => Values<long?>(rows, column),
        ColumnType.Real => Values<double?>(rows, column),
        ColumnType.Bytes => Values<byte[]?>(rows, column),
        _ => Values<string?>(rows, column),
    };

    private static T[] Values<T>(IReadOnlyList<object?[]> rows, int column)
    {
        var values = new T[rows.Count];
        for (var i = 0; i < values.Length; i++) values[i] = (T)rows[i][column]!;
        return values;
    }
}
