using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace RetrainGrains.Server.Tests.Hosting;

/// <summary>A schema that grows over REST while history and outcomes come in.</summary>
public sealed class SchemaChangeTests(SharedServer shared)
{
    private const string At = "2026-01-01T00:00:00Z";

    [Fact]
    public async Task A_schema_grows_over_REST_and_rows_by_old_and_new_names_are_taken()
    {
        await RegisterAsync("rest/grown");

        var changed = await AnswerAsync("rest/grown:changeSchema", """
            {
              "add": [{ "name": "rain" }], "rename": [{ "from": "temp", "to": "temperature" }],
              "addCategories": [{ "feature": "season", "categories": ["spring"] }],
              "reason": "a rain gauge was installed"
            }
            """);
        var recorded = await AnswerAsync("rest/grown:importHistory", $$"""
            {
              "rows": [
                { "at": "{{At}}", "features": [21.5, "summer"], "outcome": 1 },
                { "at": "{{At}}", "features": { "temp": 3, "season": "winter" }, "outcome": 2 },
                { "at": "{{At}}", "features": { "temperature": 9, "season": "spring", "rain": 0.4 }, "outcome": 3 },
                { "at": "{{At}}", "features": { "temperature": 9, "temp": 9, "season": "spring" }, "outcome": 4 }
              ]
            }
            """);

        Assert.Equal(
            ["temperature", "season", "rain"],
            changed["schema"]!["features"]!.AsArray().Select(feature => (string?)feature!["name"]));
        var former = changed["schema"]!["features"]![0]!["formerNames"]!.AsArray();
        Assert.Equal(["temp"], former.Select(name => (string?)name));
        Assert.Equal(1, (int?)changed["schema"]!["version"]);
        Assert.Equal(
            ["STORED", "STORED", "STORED", "REFUSED"],
            recorded["statuses"]!.AsArray().Select(status => ((string?)status)!.Replace("RECORD_STATUS_", "")));
        var history = await shared.Rest.GetFromJsonAsync<JsonNode>("/v1/models/rest%2Fgrown/history");
        Assert.Equal("schema-changed", (string?)history!["entries"]!.AsArray()[^1]!["kind"]);
    }

    [Fact]
    public async Task A_change_that_breaks_rules_is_refused_over_REST_with_all_of_them_and_a_repeated_one_is_done_once()
    {
        await RegisterAsync("rest/kept");
        const string Once = """{ "retire": ["temp"], "requestId": "once" }""";

        var (status, refused) = await PostAsync("rest/kept:changeSchema", """
            { "add": [{ "name": "season" }], "rename": [{ "from": "nobody", "to": "x" }], "retire": ["temp", "season"] }
            """);
        await AnswerAsync("rest/kept:changeSchema", Once);
        var again = await AnswerAsync("rest/kept:changeSchema", Once);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.All(
            ["rename[0].from", "retire[1]", "add[0].name"],
            field => Assert.Contains(field, refused.ToJsonString(), StringComparison.Ordinal));
        Assert.Equal(1, (int?)again["schema"]!["version"]);
    }

    private async Task RegisterAsync(string modelId) => await AnswerAsync("", $$"""
        {
          "modelId": "{{modelId}}", "modelType": "load",
          "schema": {
            "target": "load",
            "features": [
              { "name": "temp" }, { "name": "season", "kind": "CATEGORICAL", "categories": ["summer", "winter"] }
            ]
          }
        }
        """);

    private async Task<JsonNode> AnswerAsync(string path, string body)
    {
        var (status, answer) = await PostAsync(path, body);
        Assert.True(status == HttpStatusCode.OK, answer.ToJsonString());
        return answer;
    }

    private async Task<(HttpStatusCode Status, JsonNode Answer)> PostAsync(string path, string body)
    {
        var address = path.Length == 0 ? "/v1/models" : $"/v1/models/{path.Replace("/", "%2F")}";
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        var response = await shared.Rest.PostAsync(address, content);
        return (response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonNode>())!);
    }
}
