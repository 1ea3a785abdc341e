using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using RetrainGrains.Domain.FleetAlerts;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Gateway.Tests.Services;

public sealed class GrpcFleetTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 0, 5, 0, TimeSpan.Zero);

    private static readonly FleetView View = new(
        new FleetAlertOptions { FalseDiscoveryRate = 0.1, PeriodDays = 7 }, 1_204,
        new FleetAlertState
        {
            Tests = 24_000,
            Found = 3,
            Open = [new DriftAlert("eu/load", At, Severity.Warning, "wind drifted", 3e-9, 4e-8, 24_000, Told: true)],
        });

    [Fact]
    public async Task The_status_has_the_promise_and_every_open_alert_with_its_reason_and_level()
    {
        await using var server = await GatewayServer.StartAsync();
        server.Grains.Alerts.OnDescribe = () => View;

        var status = await server.Fleet.GetStatusAsync(new V1.GetFleetStatusRequest());

        Assert.Equal((1_204L, 24_000L, 3), (status.Models, status.Tests, status.AlertsInPeriod));
        Assert.Equal(
            (V1.FleetProcedure.BenjaminiHochberg, 0.1, 7),
            (status.Procedure, status.FalseDiscoveryRate, status.PeriodDays));
        var alert = Assert.Single(status.OpenAlerts);
        Assert.Equal(("eu/load", "warning", "wind drifted"), (alert.ModelId, alert.Severity, alert.Reason));
        Assert.Equal((At, 3e-9, 4e-8), (alert.At.ToDateTimeOffset(), alert.PValue, alert.Level));
    }

    [Theory]
    [InlineData(FleetProcedure.None, V1.FleetProcedure.None)]
    [InlineData(FleetProcedure.BenjaminiHochberg, V1.FleetProcedure.BenjaminiHochberg)]
    [InlineData(FleetProcedure.BenjaminiYekutieli, V1.FleetProcedure.BenjaminiYekutieli)]
    public async Task Each_procedure_has_its_name(FleetProcedure procedure, V1.FleetProcedure expected)
    {
        await using var server = await GatewayServer.StartAsync();
        server.Grains.Alerts.OnDescribe = () => View with { Options = new FleetAlertOptions { Procedure = procedure } };

        Assert.Equal(expected, (await server.Fleet.GetStatusAsync(new V1.GetFleetStatusRequest())).Procedure);
    }

    [Fact]
    public async Task It_is_there_over_REST_as_well()
    {
        await using var server = await GatewayServer.StartAsync();
        server.Grains.Alerts.OnDescribe = () => View;

        var response = await server.Rest.GetAsync("/v1/fleet");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var body = await response.Content.ReadFromJsonAsync<JsonNode>();
        Assert.Equal("eu/load", (string?)body!["openAlerts"]![0]!["modelId"]);
        Assert.Equal("BENJAMINI_HOCHBERG", (string?)body["procedure"]);
    }
}
