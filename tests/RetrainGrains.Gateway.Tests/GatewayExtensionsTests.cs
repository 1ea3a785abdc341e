using System.Net;
using RetrainGrains.Gateway.Tests.Serving;

namespace RetrainGrains.Gateway.Tests;

public sealed class GatewayExtensionsTests
{
    [Fact]
    public async Task A_gateway_is_live_at_once_and_ready_when_its_table_is_loaded()
    {
        var store = new GatedServingStore();
        await using var server = await GatewayServer.StartAsync(_ => store);

        Assert.Equal(HttpStatusCode.OK, (await server.Rest.GetAsync("/health/live")).StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await server.Rest.GetAsync("/health/ready")).StatusCode);

        store.Open();
        await server.RefreshAsync();

        Assert.Equal(HttpStatusCode.OK, (await server.Rest.GetAsync("/health/ready")).StatusCode);
    }

    [Fact]
    public void A_limit_that_makes_no_sense_is_refused_at_composition()
    {
        var error = Assert.Throws<ArgumentException>(
            () => new GatewayOptions { RequestBytesMax = 10 }.Validate());

        Assert.Contains("RequestBytesMax is 10", error.Message);
    }
}
