using Microsoft.Data.Sqlite;
using RetrainGrains.Storage.Sqlite;

namespace RetrainGrains.Storage.Tests.Sqlite;

/// <summary>A database file in a folder of its own.</summary>
public sealed class SqliteFileHome : SharedDatabaseHome
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("retraingrains-");

    public string FilePath => Path.Combine(folder.FullName, "new folder", "ř.db");

    public override string Address => SqliteAt(FilePath);

    // No test cuts the power, so none has to wait for the disk.
    public override IDatabase Open() => SqliteDatabase.Open(
        new SqliteOptions { Path = FilePath, Durability = SqliteDurability.Scratch });

    public override void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={FilePath};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public override ValueTask DisposeAsync()
    {
        folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
