namespace RetrainGrains.Storage.Tests;

/// <summary>A place for one test's database: opens it, and clears everything away.</summary>
public abstract class DatabaseHome : IAsyncDisposable
{
    public abstract IDatabase Open();

    public abstract ValueTask DisposeAsync();
}

/// <summary>A home that several connections, and processes, can reach at the same time.</summary>
public abstract class SharedDatabaseHome : DatabaseHome
{
    /// <summary>Runs SQL past the stores, as an intruder or another program version would.</summary>
    public abstract void Execute(string sql);
}
