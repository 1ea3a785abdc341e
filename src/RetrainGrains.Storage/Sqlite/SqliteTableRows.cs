using System.Runtime.CompilerServices;
using RetrainGrains.Storage.Sql;

namespace RetrainGrains.Storage.Sqlite;

/// <summary>The steps of a copy, row by row: a prepared statement is a function call in the same process.</summary>
internal sealed class SqliteTableRows : ITableRows
{
    private static readonly Dictionary<string, string> Inserts = TableShape.All.Concat(TableShape.Views).ToDictionary(
        table => table.Name,
        table => $"INSERT INTO {table.Name} ({table.ColumnNames}) VALUES ({TableShape.Holes(table.Columns.Count)})");

    public async Task<string?> FindDamageAsync(SqlSession session, CancellationToken cancellation)
    {
        var found = await session.FindAsync($"PRAGMA integrity_check(1)", row => row.GetString(0), cancellation);
        return found == "ok" ? null : found;
    }

    public async Task InsertAsync(
        SqlSession session, TableShape table, IReadOnlyList<object?[]> rows, CancellationToken cancellation)
    {
        foreach (var row in rows)
        {
            await session.ExecuteAsync(FormattableStringFactory.Create(Inserts[table.Name], row), cancellation);
        }
    }

    public Task ClearAsync(SqlSession session, CancellationToken cancellation) => session.ExecuteScriptAsync(
        string.Join(
            "; ", TableShape.All.Concat(TableShape.Views).Reverse().Select(table => $"DELETE FROM {table.Name}")),
        cancellation);

    // AUTOINCREMENT remembers it here.
    public Task<long> LastEffectAsync(SqlSession session, CancellationToken cancellation) => session.FindAsync(
        $"SELECT seq FROM sqlite_sequence WHERE name = 'outbox'", row => row.GetInt64(0), cancellation);

    public async Task ContinueAfterAsync(SqlSession session, long lastEffect, CancellationToken cancellation)
    {
        await session.ExecuteAsync($"DELETE FROM sqlite_sequence WHERE name = 'outbox'", cancellation);
        await session.ExecuteAsync(
            $"INSERT INTO sqlite_sequence (name, seq) VALUES ('outbox', {lastEffect})", cancellation);
    }
}
