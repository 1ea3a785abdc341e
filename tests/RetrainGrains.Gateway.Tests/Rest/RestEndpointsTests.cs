using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using RetrainGrains.Domain.Lifecycle;

namespace RetrainGrains.Gateway.Tests.Rest;

public sealed class RestEndpointsTests
{
    private const string Features = """[21.5,null,"summer"]""";
    private const string At = "2026-01-01T00:00:00Z";
    private const string Row = $$"""{"predictionId":"p1","at":"{{At}}","features":{{Features}}}""";

    [Fact]
    public async Task A_model_whose_id_has_a_slash_is_one_segment_of_the_path()
    {
        await using var server = await GatewayServer.StartAsync();
        await server.ServeAsync("eu/load", 0);

        var response = await PostAsync(server, "/v1/models/eu%2Fload:predict", Row);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        var body = await response.Content.ReadFromJsonAsync<JsonNode>();
        Assert.Equal("p1", (string?)body!["prediction"]!["predictionId"]);
        Assert.Equal(0, (double?)body["prediction"]!["value"]);
        Assert.Equal(("1.0.1", true), ((string?)body["version"], (bool?)body["logged"]));
    }

    [Fact]
    public async Task Every_operation_has_its_address()
    {
        await using var server = await GatewayServer.StartAsync();
        await server.Database.RegisterAsync("b");
        await server.ServeAsync("a", 4);
        server.Grains.Model("a").OnCommand = _ =>
            Task.FromResult<Answer<ModelView>>(
                ModelView.Of(1, Example.State("a"), LearnedState.None(Example.State("a"))));
        var answers = new List<HttpStatusCode>
        {
            (await server.Rest.GetAsync("/v1/models?pageSize=1")).StatusCode,
            (await server.Rest.GetAsync("/v1/models/a")).StatusCode,
            (await server.Rest.GetAsync("/v1/models/b/history?fromSequence=0&pageSize=5")).StatusCode,
            (await server.Rest.PutAsync("/v1/models/a/policy", Json("{}"))).StatusCode,
            (await PostAsync(server, "/v1/models/a:promote", """{"candidate":"forest"}""")).StatusCode,
            (await PostAsync(server, "/v1/models/a:import", """{"content":"e30="}""")).StatusCode,
            (await PostAsync(server, "/v1/models/a:rollback", "")).StatusCode,
            (await PostAsync(server, "/v1/models/a:explain", $$"""{"rows":[{"features":{{Features}}}]}""")).StatusCode,
            (await PostAsync(server, "/v1/models/a:predictBatch", $$"""{"rows":[{{Row}}]}""")).StatusCode,
            (await PostAsync(server, "/v1/models/a:recordOutcomes",
                """{"outcomes":[{"predictionId":"p1","value":1}]}""")).StatusCode,
            (await PostAsync(server, "/v1/models/a:importHistory",
                $$"""{"rows":[{"at":"{{At}}","features":{{Features}},"outcome":3}]}""")).StatusCode,
            (await PostAsync(server, "/v1/models", """
                {"modelId":"a","modelType":"load","schema":{"target":"load","features":[{"name":"temp"}]}}
                """)).StatusCode,
        };

        Assert.All(answers, status => Assert.Equal(HttpStatusCode.OK, status));
        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync(server, "/v1/models/a:check", "")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync(server, "/v1/models/a:trigger", "{}")).StatusCode);
        Assert.Equal(2, (await server.Database.Observations.CountAsync("a")).Outcomes);
    }

    [Fact]
    public async Task An_import_over_rest_brings_its_bytes_as_base64_and_names_its_format()
    {
        await using var server = await GatewayServer.StartAsync();
        var model = server.Grains.Model("a");
        model.OnCommand = _ =>
            Task.FromResult<Answer<ModelView>>(
                ModelView.Of(2, Example.State("a"), LearnedState.None(Example.State("a"))));

        var response = await PostAsync(server, "/v1/models/a:import",
            """{"format":"IMPORT_FORMAT_LIGHTGBM","content":"dHJlZQ==","reason":"why","expectedRevision":"1"}""");
        var empty = await PostAsync(server, "/v1/models/a:import", """{"format":7}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var command = Assert.IsType<ImportModel>(Assert.Single(model.Commands));
        Assert.Equal(
            (ImportFormat.LightGbm, "tree", "why", 1L),
            (command.Format, Encoding.UTF8.GetString(command.Content), command.Reason, command.ExpectedRevision));
        Assert.NotEmpty(command.RequestId);
        Assert.Equal(HttpStatusCode.BadRequest, empty.StatusCode);
        var problems = (await empty.Content.ReadFromJsonAsync<JsonNode>())!["errors"]!.AsArray();
        Assert.Equal(["format", "content.length"], problems.Select(problem => (string)problem!["field"]!));
    }

    [Fact]
    public async Task An_explanation_over_rest_names_every_feature()
    {
        await using var server = await GatewayServer.StartAsync();
        await server.ServeAsync("a", 4);

        var response = await PostAsync(server, "/v1/models/a:explain", $$"""{"rows":[{"features":{{Features}}}]}""");

        var body = (await response.Content.ReadFromJsonAsync<JsonNode>())!;
        var row = body["explanations"]![0]!;
        Assert.Equal(
            """[{"feature":"temp","value":0},{"feature":"wind","value":0},{"feature":"season","value":0}]""",
            row["attributions"]!.ToJsonString());
        Assert.Equal((4, 4, 4, 0), ((int)row["bias"]!, (int)row["score"]!, (int)row["prediction"]!,
            (int)body["driftCorrection"]!));
        Assert.Equal("1.0.1", (string?)body["version"]);
    }

    [Fact]
    public async Task A_dry_run_over_rest_explains_itself_line_by_line()
    {
        await using var server = await GatewayServer.StartAsync();
        var grain = server.Grains.Model("a");
        grain.OnCheck = _ => Task.FromResult<Answer<CheckAnswer>>(new CheckAnswer(
            new ModelChecked(Example.Start, 4, 0.5, [], [], 0, new(false, [], []), null)
            {
                Explanation = ["✗ age: it is young", "would retrain if it were old"],
            }, null));

        var response = await PostAsync(server, "/v1/models/a:check", """{"dryRun":true}""");

        var lines = (await response.Content.ReadFromJsonAsync<JsonNode>())!["explanation"]!.AsArray();
        Assert.Equal(["✗ age: it is young", "would retrain if it were old"], lines.Select(line => (string)line!));
        Assert.True((((bool DryRun, string Id))grain.Commands[^1]).DryRun);
    }

    [Fact]
    public async Task A_refusal_is_a_problem_document_that_lists_every_field_value_and_rule()
    {
        await using var server = await GatewayServer.StartAsync();
        await server.ServeAsync("a", 4);

        var response = await PostAsync(server, "/v1/models/a:predict",
            """{"features":[1e300,"strong",null]}""");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        var document = (await response.Content.ReadFromJsonAsync<JsonNode>())!;
        Assert.Equal(("Bad Request", 400), ((string?)document["title"], (int?)document["status"]));
        Assert.NotNull(document["type"]);
        Assert.Equal(
            """[{"field":"row.features[0] (temp)","value":"1E\u002B300","rule":"must be between """
            + """-3.4028235E\u002B38 and 3.4028235E\u002B38, for features are held in single precision; send the """
            + """value in another unit, or leave it out when it stands for a missing one"},"""
            + """{"field":"row.features[1] (wind)","value":"strong","rule":"must be a number"}]""",
            document["errors"]!.ToJsonString());
    }

    [Theory]
    [InlineData("predict", """{"at":""", "body")]
    [InlineData("predict", """[1, 2]""", "row")]
    [InlineData("predict", """{"rows":[]}""", "row.rows")]
    [InlineData("predict", """{"features":[],"at":3}""", "row.at")]
    [InlineData("check", """{"modelId":"b"}""", "model_id")]
    [InlineData("check", """{"dryRun":"yes"}""", "dryRun")]
    [InlineData("promote", """{"expectedRevision":1.5}""", "expectedRevision")]
    [InlineData("import", """{"format":"pickle"}""", "format")]
    [InlineData("recordOutcomes", """{"outcomes":{}}""", "outcomes")]
    public async Task A_body_that_cannot_be_read_is_refused_by_field(string verb, string body, string field)
    {
        await using var server = await GatewayServer.StartAsync();

        var response = await PostAsync(server, $"/v1/models/a:{verb}", body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var document = (await response.Content.ReadFromJsonAsync<JsonNode>())!;
        Assert.Equal(field, (string?)document["errors"]![0]!["field"]);
    }

    [Fact]
    public async Task F1_Each_row_of_outcomes_that_cannot_be_read_is_refused_by_itself_and_the_others_are_stored()
    {
        await using var server = await GatewayServer.StartAsync();
        await server.ServeAsync("a", 4);
        await PostAsync(server, "/v1/models/a:predict", """{"predictionId":"p1","features":[1,2,"summer"]}""");

        var response = await PostAsync(server, "/v1/models/a:recordOutcomes", """
            {"outcomes": [
              {"predictionId": "p1", "value": null}, {"predictionId": "p1"}, {"predictionId": "p1", "value": "much"},
              {"predictionId": "p1", "value": ""}, {"predictionId": "p1", "value": true},
              {"predictionId": "p1", "value": [1]}, {"predictionId": "p1", "value": "NaN"}, {"predictionId": 1},
              null, 5, {"predictionId": "p1", "valeu": 2}, {"predictionId": "p1", "value": 1e999},
              {"predictionId": "p1", "value": 2, "knownAt": "yesterday"},
              {"predictionId": "p1", "value": " 2"}, {"predictionId": "p1", "value": "2", "knownAt":
                "2026-01-01T00:00Z"}]}
            """);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var answer = (await response.Content.ReadFromJsonAsync<JsonNode>())!;
        Assert.Equal(
            [.. Enumerable.Repeat("REFUSED", 14), "STORED"],
            answer["statuses"]!.AsArray().Select(status => (string?)status));
        Assert.Equal((14, 1), ((int)answer["refused"]!, (int)answer["stored"]!));
        Assert.Equal(
            [
                "0 value MISSING", "1 value MISSING", "2 value WRONG_KIND", "3 value WRONG_KIND", "4 value WRONG_KIND",
                "5 value WRONG_KIND", "6 value NOT_FINITE", "7 predictionId WRONG_KIND", "8 row WRONG_KIND",
                "9 row WRONG_KIND", "10 valeu UNKNOWN_NAME", "11 value NOT_FINITE", "12 knownAt WRONG_KIND",
                "13 value WRONG_KIND",
            ],
            answer["reasons"]!.AsArray().Select(reason => $"{reason!["row"]} {reason["field"]} {reason["kind"]}"));
        var stored = Assert.Single(await server.Database.Observations.LabelledAfterAsync("a", 0, 10));
        Assert.Equal(2, stored.Outcome);
    }

    [Fact]
    public async Task Numbers_in_a_query_are_judged_all_at_once()
    {
        await using var server = await GatewayServer.StartAsync();

        var response = await server.Rest.GetAsync("/v1/models/a/history?fromSequence=first&pageSize=99999999999");

        var document = (await response.Content.ReadFromJsonAsync<JsonNode>())!;
        Assert.Equal(
            ["fromSequence", "pageSize"], document["errors"]!.AsArray().Select(error => (string?)error!["field"]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_beyond_the_limit_is_refused_clearly(bool lengthIsTold)
    {
        await using var server = await GatewayServer.StartAsync();
        using var content = new StringContent(new string(' ', (10 << 20) + 1), Encoding.UTF8, "application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/models/a:predict") { Content = content };
        request.Headers.TransferEncodingChunked = !lengthIsTold;

        using var response = await server.Rest.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Contains("10485760 bytes", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData(RefusalKind.NotFound, HttpStatusCode.NotFound)]
    [InlineData(RefusalKind.Conflict, HttpStatusCode.Conflict)]
    [InlineData(RefusalKind.NotReady, HttpStatusCode.Conflict)]
    [InlineData(RefusalKind.AlreadyExists, HttpStatusCode.Conflict)]
    [InlineData(RefusalKind.Busy, HttpStatusCode.TooManyRequests)]
    [InlineData(RefusalKind.Unavailable, HttpStatusCode.ServiceUnavailable)]
    public async Task Each_kind_of_refusal_has_its_status(RefusalKind kind, HttpStatusCode expected)
    {
        await using var server = await GatewayServer.StartAsync();
        server.Grains.Model("a").OnCommand =
            _ => Task.FromResult<Answer<ModelView>>(Refusal.Of(kind, "model_id", "a", "must be otherwise"));

        var response = await server.Rest.GetAsync("/v1/models/a");

        Assert.Equal(expected, response.StatusCode);
        var passes = kind is RefusalKind.Busy or RefusalKind.Unavailable;
        Assert.Equal(passes ? TimeSpan.FromSeconds(2) : null, response.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task While_the_database_is_away_lists_are_unavailable_and_predictions_are_not()
    {
        await using var server = await GatewayServer.StartAsync();
        await server.ServeAsync("a", 4);
        server.Outage.IsAway = true;

        var list = await server.Rest.GetAsync("/v1/models");
        var prediction = await PostAsync(server, "/v1/models/a:predict", Row);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(2)),
            (list.StatusCode, list.Headers.RetryAfter?.Delta));
        Assert.Contains("The database cannot be reached", await list.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, prediction.StatusCode);
        Assert.False((bool?)(await prediction.Content.ReadFromJsonAsync<JsonNode>())!["logged"]);
    }

    [Fact]
    public async Task Failures_keep_their_inside_to_themselves()
    {
        await using var server = await GatewayServer.StartAsync();
        server.Grains.Model("a").OnCommand = _ => throw new InvalidOperationException("a secret");
        server.Grains.Model("b").OnCommand = _ => throw new FleetUnavailableException("lost");

        var unexpected = await server.Rest.GetAsync("/v1/models/a");
        var asked = server.Rest.GetAsync("/v1/models/b");
        await server.Time.PassUntilAsync(asked);
        var transient = await asked;

        Assert.Equal(HttpStatusCode.InternalServerError, unexpected.StatusCode);
        var text = await unexpected.Content.ReadAsStringAsync();
        Assert.Contains("reference", text);
        Assert.DoesNotContain("secret", text);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, transient.StatusCode);
    }

    [Fact]
    public async Task Numbers_of_64_bits_travel_as_protobufs_json_has_them()
    {
        await using var server = await GatewayServer.StartAsync();
        await server.ServeAsync("a", 4);

        var response = await PostAsync(server, "/v1/models/a:predict", Row);

        var revision = (await response.Content.ReadFromJsonAsync<JsonNode>())!["revision"]!;
        Assert.Equal(JsonValueKind.String, revision.GetValueKind());
    }

    private static Task<HttpResponseMessage> PostAsync(GatewayServer server, string path, string body) =>
        server.Rest.PostAsync(path, Json(body));

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");
}
