using System.Net;
using RetrainGrains.Server.Hosting;

namespace RetrainGrains.Server.Tests.Hosting;

public sealed class HealthProbeTests : IAsyncLifetime
{
    private readonly ServerHome home = new();

    public ValueTask InitializeAsync() => home.InitializeAsync();

    public ValueTask DisposeAsync() => home.DisposeAsync();

    [Fact]
    public async Task A_server_is_ready_until_it_is_gone_also_when_it_listens_everywhere()
    {
        var options = home.Options with { Bind = IPAddress.Any };
        ServerOptions asked;
        await using (var server = await RetrainGrainsServer.StartAsync(options))
        {
            asked = options with { HttpPort = server.Http.Port };
            Assert.Equal(0, await HealthProbe.RunAsync(asked));
        }
        Assert.Equal(1, await HealthProbe.RunAsync(asked));
    }
}
