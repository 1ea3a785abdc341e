using System.Net;
using RetrainGrains.Silo.Hosting;

namespace RetrainGrains.Silo.Tests.Hosting;

public sealed class HealthProbeTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("probe");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task A_server_is_ready_until_it_is_gone_also_when_it_listens_everywhere()
    {
        var options = new SiloOptions
        {
            HttpPort = 0, GrpcPort = 0, Bind = IPAddress.Any, Database = Path.Combine(folder.FullName, "fleet.db"),
        };
        SiloOptions asked;
        await using (var server = await SiloServer.StartAsync(options))
        {
            asked = options with { HttpPort = server.Http.Port };
            Assert.Equal(0, await HealthProbe.RunAsync(asked));
        }
        Assert.Equal(1, await HealthProbe.RunAsync(asked));
    }
}
