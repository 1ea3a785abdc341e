using System.Text.Json;

namespace RetrainGrains.Cli.Tests.Client.Models;

/// <summary>The models that there are, and the state of each and of the fleet.</summary>
public sealed class ModelQueriesTests : ClientTests
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Server.On<V1.ListRequest, V1.ListResponse>(request => request.PageToken.Length == 0
            ? new V1.ListResponse { Models = { WireModels.Bike() }, NextPageToken = "bike" }
            : new V1.ListResponse { Models = { new V1.Model { ModelId = "elec", ModelType = "price" } } });
        Server.On<V1.DescribeRequest, V1.Model>(_ => WireModels.Bike());
        Server.On<V1.GetFleetStatusRequest, V1.FleetStatus>(_ => new V1.FleetStatus
        {
            Models = 12, Tests = 3_400, Procedure = V1.FleetProcedure.BenjaminiHochberg, FalseDiscoveryRate = 0.05,
            PeriodDays = 30, AlertsInPeriod = 2,
            OpenAlerts =
            {
                new V1.DriftAlert
                {
                    ModelId = "bike", At = WireModels.At(9), Severity = "warning", PValue = 0.0003, Level = 0.01,
                    Reason = "temp [moved]: \u001b[31mmean shift 2.4",
                },
            },
        });
    }

    [Fact]
    public async Task All_pages_of_models_are_one_table()
    {
        var ran = await RunAsync("models");

        Assert.Equal((0, ""), (ran.Code, ran.Errors));
        var bike = Assert.Single(ran.Lines, line => line.TrimStart().StartsWith("bike ", StringComparison.Ordinal));
        Assert.Matches(
            "hourly +1.2.0 +leafwise/all/level +39.25 +17,379 +2026-03-03T06:00Z +retrain: the model", bike);
        Assert.Single(ran.Lines, line => line.TrimStart().StartsWith("elec ", StringComparison.Ordinal));
        Assert.Equal("2 models", ran.Lines[^1]);
        Assert.Equal(["", "bike"], Server.Asked<V1.ListRequest>().Select(request => request.PageToken));
    }

    [Fact]
    public async Task Models_as_JSON_are_one_document_with_the_names_and_values_of_REST()
    {
        var ran = await RunAsync("models", "--json");

        var models = ran.Json.GetProperty("models");
        Assert.Equal(2, models.GetArrayLength());
        Assert.Equal("17379", models[0].GetProperty("outcomes").GetString());
        Assert.Equal("REGRESSION", models[0].GetProperty("schema").GetProperty("task").GetString());
        Assert.Equal("TRAINING", models[0].GetProperty("challengers")[0].GetProperty("status").GetString());
        Assert.Equal("2026-03-02T06:00:00Z", models[0].GetProperty("champion").GetProperty("promotedAt").GetString());
        Assert.Equal(JsonValueKind.Array, models[1].GetProperty("candidates").ValueKind);
    }

    [Fact]
    public async Task No_models_are_a_document_and_a_table_too()
    {
        Server.On<V1.ListRequest, V1.ListResponse>(_ => new V1.ListResponse());

        Assert.Equal(0, (await RunAsync("models", "--json")).Json.GetProperty("models").GetArrayLength());
        Assert.Equal("0 models", (await RunAsync("models")).Lines[^1]);
    }

    [Fact]
    public async Task A_model_is_described_with_members_candidates_and_regrets()
    {
        var ran = await RunAsync("describe", "bike");

        Assert.Equal((0, "bike"), (ran.Code, Server.Asked<V1.DescribeRequest>()[0].ModelId));
        string[] expected =
        [
            "1.2.0 leafwise/all/level and 1 more, promoted 2026-03-02T06:00:00Z, in probation", "cnt (regression)",
            "not compared    inputs cannot be compared: there is no reference yet",
            "ridge/30d/change", "41.5", "lost 0.98 of what ridge/30d/change lost", "half-life 14 days",
        ];
        Assert.All(expected, text => Assert.Contains(text, ran.Output));
    }

    [Fact]
    public async Task Only_the_fields_that_are_named_are_asked_for_and_shown()
    {
        var table = await RunAsync("models", "--fields", "champion.version,nextCheck");
        var listed = await RunAsync("models", "--fields", "champion.version, outcomes", "--json");
        var described = await RunAsync("describe", "bike", "--fields", "champion.version,model_type");
        var document = await RunAsync("describe", "bike", "--fields", "champion.version,next_check", "--json");

        Assert.Equal((0, 0, 0, 0), (table.Code, listed.Code, described.Code, document.Code));
        Assert.Equal(
            ["model_id", "champion.version", "next_check"],
            Server.Asked<V1.ListRequest>()[0].ReadMask.Paths);
        Assert.Matches("model +champion.version +next_check", table.Output);
        Assert.Matches("bike +1.2.0 ", table.Output);
        var first = listed.Json.GetProperty("models")[0];
        Assert.Equal(["modelId", "champion", "outcomes"], first.EnumerateObject().Select(member => member.Name));
        Assert.Equal("1.2.0", first.GetProperty("champion").GetProperty("version").GetString());
        Assert.StartsWith("champion.version 1.2.0\n", described.Output);
        Assert.Equal(["champion", "nextCheck"], document.Json.EnumerateObject().Select(member => member.Name));
    }

    [Fact]
    public async Task The_status_of_a_model_has_its_run_in_flight_and_challengers()
    {
        var ran = await RunAsync("status", "bike");

        Assert.Equal(0, ran.Code);
        Assert.Contains("run in flight   bike/run-4", ran.Output);
        Assert.Contains("next check      2026-03-05T06:00:00Z", ran.Output);
        Assert.Contains("not compared    inputs cannot be compared: there is no reference yet", ran.Output);
        Assert.Contains("\n                AUC has no value, all outcomes are of one class", ran.Output);
        Assert.Matches("forest/180d/level +training +training +40 +200 +12.5", ran.Output);
        Assert.Equal("bike", (await RunAsync("status", "bike", "--json")).Json.GetProperty("modelId").GetString());
    }

    [Fact]
    public async Task The_status_of_the_fleet_has_its_promise_and_the_open_alerts()
    {
        var ran = await RunAsync("status");

        Assert.Equal(0, ran.Code);
        Assert.Contains("at most 5 % are false on average (benjaminiHochberg)", ran.Output);
        Assert.Contains("1 open, 2 in the present period", ran.Output);
        Assert.Matches("bike +2026-03-09T06:00Z +warning +0.0003 +0.01 +temp \\[moved\\]", ran.Output);
        Assert.Equal(
            "BENJAMINI_HOCHBERG", (await RunAsync("status", "--json")).Json.GetProperty("procedure").GetString());
    }

    [Fact]
    public async Task What_others_wrote_does_not_steer_the_terminal() =>
        Assert.DoesNotContain('\u001b', (await RunAsync("status")).Output);
}
