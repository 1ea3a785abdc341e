namespace RetrainGrains.Storage.Tests;

/// <summary>A place for one test's database: opens it, and clears everything away.</summary>
public abstract class DatabaseHome : IAsyncDisposable
{
    public abstract IDatabase Open();

    public abstract ValueTask DisposeAsync();
}
