namespace RetrainGrains.Storage.Tests;

/// <summary>A home that several connections, and processes, can reach at the same time.</summary>
public abstract class SharedDatabaseHome : DatabaseHome
{
    /// <summary>Runs SQL past the stores, as an intruder or another program version would.</summary>
    public abstract void Execute(string sql);
}
