using RetrainGrains.Storage.Sqlite;

namespace RetrainGrains.Fleet.Tests.Serving;

/// <summary>A serving table over a database in memory.</summary>
internal sealed class ServedDatabase : IAsyncDisposable
{
    private ServedDatabase(IDatabase database) => (Database, Table) =
        (database, new ServingTable(database.Serving, new ScorerCache(database.Artifacts)));

    public IDatabase Database { get; }
    public ServingTable Table { get; }

    public static async Task<ServedDatabase> OpenAsync()
    {
        var database = SqliteDatabase.Open(new SqliteOptions());
        await database.MigrateAsync();
        return new ServedDatabase(database);
    }

    public ValueTask DisposeAsync() => Database.DisposeAsync();
}
