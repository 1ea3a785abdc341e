using Npgsql;
using RetrainGrains.Storage.Postgres;

namespace RetrainGrains.Storage.Tests.Postgres;

/// <summary>A database of its own on the server that all tests share.</summary>
public sealed class PostgresHome(bool migrated = true) : SharedDatabaseHome
{
    private readonly Lazy<(PostgresServer Server, string Name)> database = new(() => Task.Run(async () =>
    {
        var server = await PostgresServer.SharedAsync();
        return (server, await server.CreateDatabaseAsync(migrated));
    }).GetAwaiter().GetResult());

    public string ConnectionString => database.Value.Server.ConnectionString(database.Value.Name);

    public override string Address => PostgresAt(ConnectionString);

    public override IDatabase Open() => PostgresDatabase.Open(PostgresServer.Patient(ConnectionString));

    public override void Execute(string sql)
    {
        using var source = NpgsqlDataSource.Create(ConnectionString + ";Pooling=false");
        using var command = source.CreateCommand(sql);
        command.ExecuteNonQuery();
    }

    // The server notices late that a client is gone, and may carry out the COMMIT that it had sent.
    public override void AwaitLastWrites() =>
        Execute("BEGIN; LOCK TABLE models, observation_logs IN ACCESS EXCLUSIVE MODE; COMMIT");

    public override async ValueTask DisposeAsync()
    {
        if (database.IsValueCreated) await database.Value.Server.DropDatabaseAsync(database.Value.Name);
    }
}
