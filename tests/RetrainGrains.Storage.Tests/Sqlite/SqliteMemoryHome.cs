using RetrainGrains.Storage.Sqlite;

namespace RetrainGrains.Storage.Tests.Sqlite;

/// <summary>A database in memory.</summary>
public sealed class SqliteMemoryHome : DatabaseHome
{
    public override IDatabase Open() => SqliteDatabase.Open(new SqliteOptions());

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
