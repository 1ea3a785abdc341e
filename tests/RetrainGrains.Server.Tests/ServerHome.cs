using RetrainGrains.Server.Options;

namespace RetrainGrains.Server.Tests;

/// <summary>A folder of its own, in which a test's servers keep everything.</summary>
internal sealed class ServerHome : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("server");

    public string Folder => folder.FullName;

    public ServerOptions Options => new()
    {
        HttpPort = 0, GrpcPort = 0, Anonymous = true, Database = Path.Combine(folder.FullName, "new", "fleet.db"),
    };

    public void Dispose() => folder.Delete(recursive: true);
}
