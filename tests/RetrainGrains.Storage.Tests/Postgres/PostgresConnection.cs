using Npgsql;

namespace RetrainGrains.Storage.Tests.Postgres;

/// <summary>A connection past the stores: it holds locks, looks at the server, and asks for plans.</summary>
public sealed class PostgresConnection(NpgsqlDataSource source, NpgsqlConnection connection) : IAsyncDisposable
{
    public static async Task<PostgresConnection> OpenAsync(string connectionString)
    {
        var source = NpgsqlDataSource.Create(connectionString + ";Pooling=false");
        return new PostgresConnection(source, await source.OpenConnectionAsync());
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The first column of all rows.</summary>
    public async Task<List<string>> QueryAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync()) rows.Add(reader.GetFieldValue<string>(0));
        return rows;
    }

    /// <summary>Returns when another connection waits for a lock of this one.</summary>
    public async Task WaitForBlockedAsync()
    {
        const string Blocked =
            "SELECT pid::text FROM pg_stat_activity WHERE pg_backend_pid() = ANY (pg_blocking_pids(pid))";
        while ((await QueryAsync(Blocked)).Count == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync();
        await source.DisposeAsync();
    }
}
