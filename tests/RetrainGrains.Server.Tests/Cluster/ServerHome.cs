using System.Net;
using System.Net.Sockets;
using RetrainGrains.Storage.Tests.Postgres;

namespace RetrainGrains.Server.Tests;

/// <summary>Where a test's servers keep everything: a PostgreSQL database; they are a cluster of one.</summary>
internal sealed class ServerHome : IAsyncDisposable
{
    public ServerOptions Options { get; private set; } = new();

    public async ValueTask InitializeAsync()
    {
        var server = await PostgresServer.SharedAsync();
        Options = new ServerOptions
        {
            HttpPort = 0,
            GrpcPort = 0,
            SiloPort = FreePort(),
            ClientPort = FreePort(),
            Connection = server.ConnectionString(await server.CreateDatabaseAsync()),
        };
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
