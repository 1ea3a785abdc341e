using System.Data;
using System.Data.Common;

namespace RetrainGrains.Storage.Sql;

/// <summary>
/// An open connection with its prepared statements. A statement is written as an interpolated string: its text is the
/// key of the prepared command and every hole is a parameter, so values can neither be mixed up nor become SQL.
/// </summary>
internal sealed class SqlSession(DbConnection connection, SqlDialect dialect) : IAsyncDisposable
{
    // Compared by reference: texts are literals of this assembly, which also bounds the cache.
    private readonly Dictionary<object, SqlStatement> statements = new(ReferenceEqualityComparer.Instance);

    // By type: each kind of what is kept for a connection is made once for it.
    private readonly Dictionary<Type, IDisposable> kept = [];

    public SqlDialect Dialect => dialect;

    /// <summary>Returns false when the connection broke: such a session is of no use to anybody.</summary>
    public bool IsOpen => connection.State == ConnectionState.Open;

    public bool IsInTransaction => dialect.IsInTransaction(connection);

    public Task<int> ExecuteAsync(FormattableString sql, CancellationToken cancellation) =>
        Bind(sql).ExecuteNonQueryAsync(cancellation);

    public async Task<List<T>> QueryAsync<T>(
        FormattableString sql, Func<DbDataReader, T> map, CancellationToken cancellation)
    {
        var rows = new List<T>();
        await using var reader = await Bind(sql).ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation)) rows.Add(map(reader));
        return rows;
    }

    /// <summary>Hands over row by row while the query goes on, so that none but the current one is in memory.</summary>
    public async Task ForEachAsync(
        FormattableString sql, Func<DbDataReader, Task> take, CancellationToken cancellation)
    {
        await using var reader = await Bind(sql).ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation)) await take(reader);
    }

    /// <summary>The only row, or default when there is none.</summary>
    public async Task<T?> FindAsync<T>(
        FormattableString sql, Func<DbDataReader, T> map, CancellationToken cancellation)
    {
        await using var reader = await Bind(sql).ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation)) return default;
        var row = map(reader);
        // Read to the end: SQLite checks foreign keys of an INSERT … RETURNING after its last row.
        await reader.ReadAsync(cancellation);
        return row;
    }

    /// <summary>Runs a text of several statements without parameters.</summary>
    public async Task ExecuteScriptAsync(string script, CancellationToken cancellation)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = script;
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Returns what a dialect keeps for this connection; it is made at the first call.</summary>
    public T Keep<T>(Func<DbConnection, T> make) where T : IDisposable
    {
        if (!kept.TryGetValue(typeof(T), out var found)) kept.Add(typeof(T), found = make(connection));
        return (T)found;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var held in kept.Values) held.Dispose();
        foreach (var statement in statements.Values) await statement.DisposeAsync();
        await connection.DisposeAsync();
    }

    private DbCommand Bind(FormattableString sql)
    {
        if (!statements.TryGetValue(sql.Format, out var statement))
        {
            statement = SqlStatement.Prepare(connection, sql);
            statements.Add(sql.Format, statement);
        }
        return statement.Bind(sql.GetArguments());
    }
}
