using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Grpc.Core;
using RetrainGrains.Domain.FleetAlerts;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Domain.Triggers;

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

    [Fact]
    public async Task All_models_are_asked_in_the_order_of_their_ids_and_one_that_refuses_holds_up_no_other()
    {
        await using var server = await WithModelsAsync(20);
        server.Grains.Model("city/07").OnCheck = _ => Task.FromResult<Answer<CheckAnswer>>(
            Refusal.Of(RefusalKind.NotReady, "model_id", "city/07", "is being repaired"));

        using var stream = server.Fleet.TriggerAll(new V1.TriggerAllRequest
        {
            Models = new V1.FleetChoice { ModelPrefix = "city/" }, Reason = "new sensors", DryRun = true,
            Severity = V1.TriggerSeverity.Medium, RequestId = "all-1",
        });
        var answers = await ReadAsync(stream.ResponseStream);

        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"city/{i:00}"), answers.Select(answer => answer.ModelId));
        Assert.Equal("model_id: 'city/07' is being repaired", answers[7].Refusal);
        Assert.All(answers.Where(answer => answer.ModelId != "city/07"), answer => Assert.True(answer.Trigger.Started));
        var command = Assert.IsType<TriggerModel>(Assert.Single(server.Grains.Model("city/03").Commands));
        Assert.Equal(
            ("new sensors", true, "all-1", Severity.Info),
            (command.Reason, command.DryRun, command.RequestId, command.Severity));
        Assert.Empty(server.Grains.Model("other").Commands);
    }

    [Fact]
    public async Task A_dry_check_of_all_models_says_what_would_be_retrained_without_the_reports()
    {
        await using var server = await WithModelsAsync(3);

        using var stream = server.Fleet.CheckAll(new V1.CheckAllRequest
        {
            Models = new V1.FleetChoice { ModelType = "load" }, DryRun = true,
        });
        var answers = await ReadAsync(stream.ResponseStream);

        Assert.Equal(4, answers.Count);
        Assert.All(answers, answer => Assert.True(answer.Check.Retrain));
        Assert.All(answers, answer => Assert.Null(answer.Check.Report));
        using var none = server.Fleet.CheckAll(new V1.CheckAllRequest
        {
            Models = new V1.FleetChoice { ModelType = "rides" }, DryRun = true,
        });
        Assert.Empty(await ReadAsync(none.ResponseStream));
    }

    [Fact]
    public async Task A_request_to_all_models_that_breaks_a_rule_asks_none()
    {
        await using var server = await WithModelsAsync(1);

        using var stream = server.Fleet.TriggerAll(new V1.TriggerAllRequest
        {
            Models = new V1.FleetChoice { ModelPrefix = new string('x', 201) }, Severity = (V1.TriggerSeverity)9,
            Reason = new string('x', 2_001),
        });
        var refused = await Assert.ThrowsAsync<RpcException>(() => ReadAsync(stream.ResponseStream));

        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        foreach (var field in new[] { "model_prefix", "severity", "reason" })
            Assert.Contains(field, refused.Status.Detail, StringComparison.Ordinal);
        Assert.Empty(server.Grains.Model("city/00").Commands);
    }

    private static async Task<GatewayServer> WithModelsAsync(int count)
    {
        var server = await GatewayServer.StartAsync();
        var cause = new TriggerReason("manual", Severity.Info, "asked");
        var looked = new ModelChecked(At, 0, null, [], [], 0, new TriggerDecision(true, [cause], []), null);
        foreach (var modelId in Enumerable.Range(0, count).Select(i => $"city/{i:00}").Append("other"))
        {
            await server.Database.RegisterAsync(modelId);
            server.Grains.Model(modelId).OnCheck = _ =>
                Task.FromResult<Answer<CheckAnswer>>(new CheckAnswer(looked, $"{modelId}/run-1"));
        }
        return server;
    }

    private static async Task<List<V1.FleetAnswer>> ReadAsync(IAsyncStreamReader<V1.FleetAnswer> answers)
    {
        var read = new List<V1.FleetAnswer>();
        await foreach (var answer in answers.ReadAllAsync(TestContext.Current.CancellationToken)) read.Add(answer);
        return read;
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
