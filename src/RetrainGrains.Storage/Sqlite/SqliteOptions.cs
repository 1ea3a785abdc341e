namespace RetrainGrains.Storage.Sqlite;

/// <summary>The path of a SQLite database, and its tuning.</summary>
public sealed record SqliteOptions
{
    /// <summary>The database file; null keeps the database in memory for the lifetime of the object.</summary>
    public string? Path { get; init; }

    /// <summary>Refuses every write, and a file that is not there.</summary>
    public bool ReadOnly { get; init; }

    public SqliteDurability Durability { get; init; } = SqliteDurability.Process;

    /// <summary>The number of reads that may run beside the writer, 1 to 64; further ones wait.</summary>
    public int Readers { get; init; } = 4;

    /// <summary>The time to wait for another process that is writing, 1 s to 10 min.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The size of the pages kept by each connection, 1 to 1,024 MiB.</summary>
    public int CacheMegabytes { get; init; } = 16;

    /// <summary>
    /// Leaves writing the log back to whoever calls <see cref="SqliteDatabase.CheckpointAsync"/> every second or so;
    /// else commits do it, which is right where nobody waits for their answers and nothing may run beside them.
    /// </summary>
    public bool CheckpointsApart { get; init; }

    internal void Validate()
    {
        Require(Path is not "", nameof(Path), Path, "a file name, or null for memory");
        Require(Readers is >= 1 and <= 64, nameof(Readers), Readers, "1 to 64");
        Require(CacheMegabytes is >= 1 and <= 1_024, nameof(CacheMegabytes), CacheMegabytes, "1 to 1024");
        Require(
            BusyTimeout >= TimeSpan.FromSeconds(1) && BusyTimeout <= TimeSpan.FromMinutes(10),
            nameof(BusyTimeout), BusyTimeout, "1 second to 10 minutes");
    }

    private static void Require(bool holds, string field, object? value, string rule)
    {
        if (!holds) throw new ArgumentException($"{nameof(SqliteOptions)}.{field} is '{value}'; it must be {rule}.");
    }
}
