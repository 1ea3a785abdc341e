using System.Net;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using RetrainGrains.Gateway.Options;

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
    public async Task Without_its_database_a_gateway_stays_ready_and_says_that_it_is_degraded()
    {
        await using var server = await GatewayServer.StartAsync();
        await server.ServeAsync("a", 12);
        server.Outage.IsAway = true;
        await server.Predictions.PredictAsync(new V1.PredictRequest { ModelId = "a", Row = WireRows.Prediction("p1") });

        var ready = await server.Rest.GetAsync("/health/ready");
        var report = await server.Get<HealthCheckService>().CheckHealthAsync();

        Assert.Equal((HttpStatusCode.OK, "Degraded"), (ready.StatusCode, await ready.Content.ReadAsStringAsync()));
        Assert.Equal(
            "The database has been away for 0 s: predictions are answered from memory, and 1 rows wait to be logged.",
            report.Entries["serving"].Description);
    }

    [Fact]
    public void A_limit_that_makes_no_sense_is_refused_at_composition()
    {
        var error = Assert.Throws<ArgumentException>(
            () => new GatewayOptions { RequestBytesMax = 10, OutcomeRowsWaitingMax = -1 }.Validate());

        Assert.Equal(
            [
                "GatewayOptions.RequestBytesMax is 10; it must be 1 KiB to 1 GiB.",
                "GatewayOptions.OutcomeRowsWaitingMax is -1; it must be 0 or more.",
            ],
            error.Message.Split(Environment.NewLine));
    }
}
