using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.OpenApi.Readers;
using RetrainGrains.Domain.Lifecycle;

namespace RetrainGrains.Gateway.Tests.Rest;

/// <summary>The tests that REST is strict about what it cannot use, and kind to what hands write.</summary>
public sealed class TranscodedRequestsTests
{
    [Fact]
    public async Task Features_may_come_by_name_and_a_body_as_plain_curl_sends_it()
    {
        await using var server = await GatewayServer.StartAsync();
        await server.ServeAsync("a", 4);
        using var content = new StringContent(
            """{"features":{"season":"summer","temp":21.5}}""", Encoding.UTF8, "application/x-www-form-urlencoded");

        var response = await server.Rest.PostAsync("/v1/models/a:predict", content);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(4, (double)(await BodyAsync(response))["prediction"]!["value"]!);
        var misspelt = await PostAsync(server, "/v1/models/a:predict", """{"features":{"saison":"summer"}}""");
        Assert.Equal("row.features.saison", (string?)(await BodyAsync(misspelt))["errors"]![0]!["field"]);
    }

    [Theory]
    [InlineData("""{"row":{"predictionId":"\ud800"}}""", "holds half a character")]
    [InlineData("""{"\udc00":1}""", "holds half a character")]
    [InlineData("""{"row":{},"row":{}}""", "uplicate")]
    [InlineData("""{"row":""", "must be JSON")]
    public async Task JSON_that_is_none_or_says_two_things_is_refused(string body, string reason)
    {
        await using var server = await GatewayServer.StartAsync();

        var response = await PostAsync(server, "/v1/models/a:predict", body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(reason, (string?)(await BodyAsync(response))["detail"]);
    }

    [Theory]
    [InlineData("lightgbm", ImportFormat.LightGbm)]
    [InlineData("XGBOOST", ImportFormat.XGBoost)]
    [InlineData("IMPORT_FORMAT_XGBOOST", ImportFormat.XGBoost)]
    public async Task A_value_of_an_enumeration_may_have_its_short_name(string name, ImportFormat expected)
    {
        await using var server = await GatewayServer.StartAsync();
        var model = server.Grains.Model("a");
        model.OnCommand = _ => Answered("a");

        await PostAsync(server, "/v1/models/a:import", $$"""{"format":"{{name}}","content":"dHJlZQ=="}""");

        Assert.Equal(expected, Assert.IsType<ImportModel>(Assert.Single(model.Commands)).Format);
    }

    [Fact]
    public async Task A_parameter_that_an_address_does_not_take_is_refused_with_those_that_it_takes()
    {
        await using var server = await GatewayServer.StartAsync();

        var error = (await BodyAsync(await server.Rest.GetAsync("/v1/models/a/history?days=30")))["errors"]![0]!;

        Assert.Equal(
            ("days", "30", "must be one of fromSequence, pageSize, readMask"),
            ((string?)error["field"], (string?)error["value"], (string?)error["rule"]));
    }

    [Fact]
    public async Task An_answer_has_the_fields_that_are_asked_for_and_a_mask_of_others_is_refused()
    {
        await using var server = await GatewayServer.StartAsync();
        await server.Database.RegisterAsync("b");
        server.Grains.Model("b").OnCommand = _ => Answered("b");

        var model = await BodyAsync(await server.Rest.GetAsync("/v1/models/b?readMask=modelId,schema.target"));
        var page = await BodyAsync(await server.Rest.GetAsync("/v1/models?readMask=modelType"));
        var ledger = await BodyAsync(await server.Rest.GetAsync("/v1/models/b/history?readMask=kind"));
        var refused = await BodyAsync(await server.Rest.GetAsync("/v1/models/b?readMask=schema.goal,candidates.name"));

        Assert.Equal(("b", "load"), ((string?)model["modelId"], (string?)model["schema"]!["target"]));
        Assert.Empty(model["schema"]!["features"]!.AsArray());
        Assert.Null(model["policy"]);
        var (listed, entry) = (page["models"]![0]!, ledger["entries"]![0]!);
        Assert.Equal(("", "load"), ((string?)listed["modelId"], (string?)listed["modelType"]));
        Assert.Equal(("registered", ""), ((string?)entry["kind"], (string?)entry["hash"]));
        Assert.Equal(
            ["schema.goal", "candidates.name"], refused["errors"]!.AsArray().Select(error => (string?)error!["value"]));
    }

    [Fact]
    public async Task An_address_that_is_not_there_is_answered_with_those_that_are_near()
    {
        await using var server = await GatewayServer.StartAsync();

        var response = await server.Rest.GetAsync("/v1/model/a/histroy");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.Contains(
            "must be an address of the API, as GET /v1/models/{model_id}/history",
            (string?)(await BodyAsync(response))["detail"]);
    }

    [Fact]
    public async Task A_policy_is_read_with_GET_replaced_with_PUT_and_merged_with_PATCH()
    {
        await using var server = await GatewayServer.StartAsync();
        await server.Database.RegisterAsync("b");
        var model = server.Grains.Model("b");
        model.OnCommand = _ => Answered("b");
        var policy = Json("""{"triggers":{"budgetRuns":9}}""");

        var read = await BodyAsync(await server.Rest.GetAsync("/v1/models/b/policy"));
        await server.Rest.PutAsync("/v1/models/b/policy?expectedRevision=1&requestId=r", policy);
        await server.Rest.PatchAsync("/v1/models/b/policy", policy);

        Assert.NotNull(read["policy"]!["triggers"]);
        Assert.Equal("1", (string?)read["revision"]);
        var commands = model.Commands.Cast<SetModelPolicy>().ToArray();
        Assert.Equal([true, false], commands.Select(command => command.Replaces));
        Assert.Equal((1, "r"), (commands[0].ExpectedRevision, commands[0].RequestId));
        Assert.Equal(9, (int)JsonNode.Parse(commands[0].PolicyJson)!["triggers"]!["budgetRuns"]!);
    }

    [Fact]
    public async Task A_ledger_is_followed_line_by_line()
    {
        await using var server = await GatewayServer.StartAsync();
        await server.Database.RegisterAsync("b");

        await using var lines = await server.Rest.GetStreamAsync("/v1/models/b:watch");
        using var reader = new StreamReader(lines);
        var first = JsonNode.Parse((await reader.ReadLineAsync(TestContext.Current.CancellationToken))!)!;

        Assert.Equal(("1", "registered"), ((string?)first["sequence"], (string?)first["kind"]));
    }

    [Fact]
    public async Task The_OpenAPI_document_is_valid_and_has_every_address()
    {
        await using var server = await GatewayServer.StartAsync();
        await using var text = await server.Rest.GetStreamAsync("/openapi/v1.json");

        var document = new OpenApiStreamReader().Read(text, out var found);

        Assert.Empty(found.Errors);
        Assert.Empty(found.Warnings);
        Assert.Contains("/v1/models/{modelId}:predict", document.Paths.Keys);
        Assert.All(
            document.Paths.Values.SelectMany(path => path.Operations.Values),
            operation => Assert.NotEmpty(operation.Summary));
        Assert.Equal(HttpStatusCode.OK, (await server.Rest.GetAsync("/docs/")).StatusCode);
    }

    private static Task<Answer<ModelView>> Answered(string modelId) => Task.FromResult<Answer<ModelView>>(
        ModelView.Of(1, Example.State(modelId), LearnedState.None(Example.State(modelId))));

    private static async Task<JsonNode> BodyAsync(HttpResponseMessage response) =>
        (await response.Content.ReadFromJsonAsync<JsonNode>())!;

    private static Task<HttpResponseMessage> PostAsync(GatewayServer server, string path, string body) =>
        server.Rest.PostAsync(path, Json(body));

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");
}
