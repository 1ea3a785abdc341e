using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RetrainGrains.Sources.Tests;

namespace RetrainGrains.Cli.Tests.Client.Creation;

/// <summary>Models that are registered with the schema of a source file, and their history.</summary>
public sealed class CreateCommandTests : ClientTests
{
    private const string WithTexts = """
        {
          "time": { "column": "time" }, "step": "1h", "target": { "column": "y" }, "horizon": "1h", "warmUpRows": 2,
          "features": [ { "name": "x", "column": "x" }, { "name": "road", "column": "road", "kind": "categorical" } ]
        }
        """;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Server.On<V1.RegisterRequest, V1.Model>(
            request => new V1.Model { ModelId = request.ModelId, Schema = request.Schema, Revision = 1 });
        Server.On<V1.ImportHistoryRequest, V1.RecordResponse>(
            request => new V1.RecordResponse
            {
                Stored = request.Rows.Count - 2,
                Statuses = { request.Rows.Select((_, i) => (V1.RecordStatus)(i == 0 ? 1 : i == 1 ? 3 : 0)) },
            });
    }

    [Fact]
    public async Task What_was_replayed_is_registered_with_its_whole_history()
    {
        var policy = Write("policy.json", """{ "triggers": { "cooldown": "5d" } }""");

        var ran = await RunAsync(
            "model", "create", "east", "--source", Source(), "--data", Rows(25), "--policy", policy, "--type", "road");

        Assert.Equal((0, ""), (ran.Code, ran.Errors));
        Assert.Contains("history: 24 of 24", ran.Output);
        Assert.Contains("east is registered: y by 2 features, revision 1", ran.Output);
        Assert.Contains("1 were before with another outcome, which is kept", ran.Output);
        Assert.Contains("22 rows are stored, 1 were before, 1 have no outcome", ran.Output);
        var asked = Assert.Single(Server.Asked<V1.RegisterRequest>());
        Assert.Equal(("east", "road", 1UL), (asked.ModelId, asked.ModelType, asked.Seed));
        Assert.Equal(["x", "y last"], asked.Schema.Features.Select(feature => feature.Name));
        Assert.Equal(("y", "y last"), (asked.Schema.Target, asked.Schema.LastValue));
        Assert.Equal("5d", asked.Policy.Fields["triggers"].StructValue.Fields["cooldown"].StringValue);
        var row = Assert.Single(Server.Asked<V1.ImportHistoryRequest>()).Rows[2];
        Assert.Equal("2020-01-01T02:00Z", row.PredictionId);
        Assert.Equal((2, 6, 9), (row.Features[0].NumberValue, row.Features[1].NumberValue, row.Outcome));
        Assert.Equal(row.At.ToDateTimeOffset().AddHours(1), row.KnownAt.ToDateTimeOffset());
    }

    [Fact]
    public async Task The_same_command_is_the_same_request_and_another_one_is_not()
    {
        await RunAsync("model", "create", "east", "--source", Source(), "--data", Rows(25));
        await RunAsync("model", "create", "east", "--source", Source(), "--data", Rows(25));
        await RunAsync("model", "create", "east", "--source", Source(), "--data", Rows(25), "--seed", "2");

        var ids = Server.Asked<V1.RegisterRequest>().Select(request => request.RequestId).ToArray();
        Assert.Equal((true, false), (ids[0] == ids[1], ids[1] == ids[2]));
    }

    [Fact]
    public async Task History_goes_in_batches_of_at_most_10_000_rows()
    {
        var ran = await RunAsync("model", "create", "east", "--source", Source(), "--data", Rows(20_002), "--json");

        Assert.Equal("east", ran.Json.GetProperty("modelId").GetString());
        Assert.Equal([10_000, 10_000, 1], Server.Asked<V1.ImportHistoryRequest>().Select(batch => batch.Rows.Count));
    }

    [Fact]
    public async Task Categories_are_sent_by_name_and_what_is_missing_as_null()
    {
        var source = Write("texts.json", WithTexts);
        var data = Write("texts.csv",
            "time,x,y,road\n2020-01-01 00:00,1,1,wet\n2020-01-01 01:00,,2,dry\n2020-01-01 02:00,3,3,\n"
            + "2020-01-01 03:00,4,4,ice\n2020-01-01 04:00,5,5,wet\n");

        Assert.Equal(0, (await RunAsync("model", "create", "east", "--source", source, "--data", data)).Code);

        var road = Assert.Single(Server.Asked<V1.RegisterRequest>()).Schema.Features[1];
        Assert.Equal((V1.FeatureKind.Categorical, "dry, wet"), (road.Kind, string.Join(", ", road.Categories)));
        var rows = Assert.Single(Server.Asked<V1.ImportHistoryRequest>()).Rows;
        Assert.Equal("wet", rows[0].Features[1].StringValue);
        Assert.Equal(Value.KindOneofCase.NullValue, rows[1].Features[0].KindCase);
        Assert.Equal(Value.KindOneofCase.NullValue, rows[2].Features[1].KindCase);
    }

    [Fact]
    public async Task Without_data_the_source_file_alone_says_the_schema()
    {
        var ran = await RunAsync("model", "create", "east", "--source", Source());

        Assert.Equal((0, "east is registered: y by 2 features, revision 1\n"), (ran.Code, ran.Output));
        Assert.Empty(Server.Asked<V1.ImportHistoryRequest>());
    }

    [Fact]
    public async Task Without_data_categories_that_only_rows_could_tell_are_asked_for()
    {
        var ran = await RunAsync("model", "create", "east", "--source", Write("texts.json", WithTexts));

        Assert.Equal(2, ran.Code);
        Assert.Contains("--data: '' must be given: its rows say which categories there are of road", ran.Errors);
        Assert.Empty(Server.Asked<V1.RegisterRequest>());
    }

    [Fact]
    public async Task Whatever_is_wrong_with_any_file_is_told_at_once_and_nothing_is_asked()
    {
        var source = Write("bad.json", SourceTexts.Hourly.Replace("\"1h\"", "\"now\""));

        var ran = await RunAsync(
            "model", "create", "east", "--source", source, "--policy", Write("policy.json", "[]"));

        Assert.Equal(2, ran.Code);
        Assert.Contains("source.step", ran.Errors);
        Assert.Contains("must be a JSON object", ran.Errors);
        Assert.Empty(Server.Asked<V1.RegisterRequest>());
    }

    [Fact]
    public async Task Rows_that_no_server_takes_are_told_before_anything_is_registered()
    {
        var data = Write("old.csv", "time,x,y\n" + string.Concat(Enumerable.Range(0, 24)
            .Select(hour => $"{(hour < 12 ? 1969 : 1970)}-01-01 {hour:00}:00,{hour},{3 * hour}\n")));

        var refused = await RunAsync("model", "create", "east", "--source", Source(), "--data", data);
        var taken = await RunAsync(
            "model", "create", "east", "--source", Source(), "--data", data, "--from", "1970-01-01");

        Assert.Equal(2, refused.Code);
        Assert.Contains("--from: '1969-01-01' must be 1970-01-01 or later", refused.Errors);
        Assert.Equal((0, ""), (taken.Code, taken.Errors));
        Assert.Single(Server.Asked<V1.RegisterRequest>());
    }

    [Fact]
    public async Task Without_a_source_file_it_is_guessed_of_the_data_and_told()
    {
        var data = Write("sales.csv", "day;shop;y\n01.12.2019;a;1\n02.12.2019;b;3\n03.12.2019;a;2\n");

        var ran = await RunAsync("model", "create", "east", "--data", data, "--target", "y");

        Assert.Equal((0, ""), (ran.Code, ran.Errors));
        Assert.StartsWith($"Guessed from {data}:\n", ran.Output);
        Assert.Contains("features  shop (2 categories)", ran.Output);
        Assert.Contains($"retrain init {data} --target y > source.json", ran.Output);
        var asked = Assert.Single(Server.Asked<V1.RegisterRequest>());
        Assert.Equal(("sales", "shop"), (asked.ModelType, Assert.Single(asked.Schema.Features).Name));
        Assert.Equal("2019-12-01T00:00Z", Assert.Single(Server.Asked<V1.ImportHistoryRequest>()).Rows[0].PredictionId);
    }

    [Fact]
    public async Task A_source_file_and_guesses_are_not_mixed_and_one_of_them_is_needed()
    {
        var both = await RunAsync("model", "create", "east", "--source", Source(), "--target", "y", "--key", "x");
        var neither = await RunAsync("model", "create", "east");

        Assert.Equal((2, 2), (both.Code, neither.Code));
        Assert.Contains("--target: '' must be left out", both.Errors);
        Assert.Contains("--key: '' must be left out", both.Errors);
        Assert.Contains("--source: '' must be given, or --data and --target", neither.Errors);
        Assert.Empty(Server.Asked<V1.RegisterRequest>());
    }

    [Fact]
    public async Task Trained_at_once_it_waits_until_it_serves_and_shows_how_to_ask()
    {
        Server.On<V1.HistoryRequest, V1.HistoryResponse>(_ => new V1.HistoryResponse());
        Server.On<V1.TriggerRequest, V1.TriggerResponse>(
            _ => new V1.TriggerResponse { HeldBack = { "24 outcomes in all, a training needs 50" } });

        var ran = await RunAsync("model", "create", "east", "--source", Source(), "--data", Rows(25), "--train");

        Assert.Equal(3, ran.Code);
        Assert.Contains("held back: 24 outcomes in all", ran.Output);
        Assert.DoesNotContain("Ask it", ran.Output);
        var asked = Assert.Single(Server.Asked<V1.TriggerRequest>());
        Assert.Equal(("the first version", true, false), (asked.Reason, asked.Force, asked.Emergency));
    }

    [Fact]
    public async Task A_model_that_is_there_already_ends_in_1()
    {
        Server.Refuse<V1.RegisterRequest>(StatusCode.AlreadyExists, "model_id: 'east' is registered already");

        var ran = await RunAsync("model", "create", "east", "--source", Source(), "--data", Rows(25));

        Assert.Equal((1, "model_id: 'east' is registered already\n"), (ran.Code, ran.Errors));
        Assert.Empty(Server.Asked<V1.ImportHistoryRequest>());
    }

    private string Source() => Write("source.json", SourceTexts.Hourly);

    private string Rows(int count)
    {
        var start = new DateTime(2020, 1, 1);
        return Write("rows.csv", "time,x,y\n" + string.Concat(Enumerable.Range(0, count)
            .Select(hour => $"{start.AddHours(hour):yyyy-MM-dd HH:mm},{hour},{3 * hour}\n")));
    }
}
