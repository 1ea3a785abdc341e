namespace RetrainGrains.Storage.Tests;

/// <summary>The part of the suite for databases that several connections can reach.</summary>
public abstract class SharedDatabaseCompliance(SharedDatabaseHome home) : DatabaseCompliance(home)
{
    protected SharedDatabaseHome Home { get; } = home;
}
