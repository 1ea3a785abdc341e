using System.Net;
using RetrainGrains.Server.Hosting;
using RetrainGrains.Server.Options;

namespace RetrainGrains.Server.Tests.Hosting;

public sealed class HealthProbeTests(SharedServer first) : IDisposable
{
    private readonly ServerHome home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task A_second_server_beside_the_first_is_ready_until_it_is_gone_also_when_it_listens_everywhere()
    {
        var options = home.Options with { Bind = IPAddress.Any };
        ServerOptions asked;
        await using (var second = await RetrainGrainsServer.StartAsync(options))
        {
            asked = options with { HttpPort = second.Http.Port };
            Assert.Equal(0, await HealthProbe.RunAsync(asked));
            Assert.Equal(0, await HealthProbe.RunAsync(options with { HttpPort = first.Server.Http.Port }));
        }
        Assert.Equal(1, await HealthProbe.RunAsync(asked));
    }
}
