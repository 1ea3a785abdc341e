namespace RetrainGrains.Server.Tests;

/// <summary>Where a test's servers keep everything: a file in a folder of its own.</summary>
internal sealed class ServerHome : IAsyncDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("silo");

    public ServerOptions Options =>
        new() { HttpPort = 0, GrpcPort = 0, Database = Path.Combine(folder.FullName, "new", "fleet.db") };

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
