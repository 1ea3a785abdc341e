using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using RetrainGrains.Domain.FleetAlerts;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Policies;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Domain.Triggers;

namespace RetrainGrains.Gateway.Tests.Sources;

/// <summary>The addresses and bodies of systems that this one takes the place of, as their callers send them.</summary>
public sealed class SourcePathsTests : IAsyncLifetime
{
    private const string Root = "/api/v1/automated-retraining";
    private const string Model = "aqi_predictor_xgboost";

    private GatewayServer server = null!;

    public async ValueTask InitializeAsync()
    {
        server = await GatewayServer.StartAsync();
        await server.Database.ServeAsync(Model, 1, 5);
        await server.RefreshAsync();
        Grain.OnCheck = _ => Task.FromResult<Answer<CheckAnswer>>(new CheckAnswer(Checked(), "run-1"));
        Grain.OnCommand = _ => Task.FromResult<Answer<ModelView>>(
            ModelView.Of(2, Example.State(Model), LearnedState.None(Example.State(Model))));
        server.Grains.Alerts.OnDescribe = () => new FleetView(new FleetAlertOptions(), 1, FleetAlertState.None);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private FakeModelGrain Grain => server.Grains.Model(Model);

    [Fact]
    public async Task The_status_names_runs_in_flight_by_their_model_and_trigger()
    {
        await QueueAsync("run-1", server.Time.GetUtcNow());

        var status = await GetAsync("/status");

        Assert.Equal("1", (string?)status["models"]);
        var run = Assert.Single(status["runs"]!.AsArray())!;
        Assert.Equal(
            ("run-1", Model, "manual", "queued"),
            ((string?)run["run_id"], (string?)run["model_name"], (string?)run["trigger_type"], (string?)run["status"]));
        Assert.Empty(status["open_alerts"]!.AsArray());
    }

    [Theory]
    [InlineData("")]
    [InlineData($"?model_name={Model}")]
    public async Task A_check_by_GET_is_one_of_all_models_and_starts_nothing(string query)
    {
        var checks = await GetAsync($"/triggers/check{query}");

        var check = Assert.Single(checks["models"]!.AsArray())!;
        Assert.Equal((Model, true), ((string?)check["model_name"], (bool?)check["should_retrain"]));
        Assert.Equal("old", (string?)check["reasons"]![0]);
        Assert.True(((bool DryRun, string Id))Assert.Single(Grain.Commands) is { DryRun: true });
    }

    [Fact]
    public async Task A_manual_trigger_as_the_source_writes_it_reaches_the_model_with_its_severity()
    {
        var (status, answer) = await SendAsync(HttpMethod.Post, $"{Root}/triggers/manual", $$"""
            {
              "model_name": "{{Model}}",
              "trigger_type": "manual",
              "reason": "Model performance degraded after data quality issues",
              "severity": "high"
            }
            """);

        Assert.Equal((HttpStatusCode.OK, true), (status, (bool?)answer["started"]));
        var command = Assert.IsType<TriggerModel>(Assert.Single(Grain.Commands));
        Assert.Equal("high: Model performance degraded after data quality issues", command.Reason);
        Assert.Equal((false, Severity.Warning), (command.Emergency, command.Severity));
    }

    [Fact]
    public async Task An_emergency_is_one_and_what_is_neither_is_refused_with_what_may_be()
    {
        var emergency = $$"""{"model_name":"{{Model}}","trigger_type":"emergency","severity":"critical"}""";
        var unknown = """{"trigger_type":"drift","severity":"low"}""";

        await SendAsync(HttpMethod.Post, $"{Root}/triggers/manual", emergency);
        var (status, problem) = await SendAsync(HttpMethod.Post, $"{Root}/triggers/manual", unknown);

        Assert.True(Assert.IsType<TriggerModel>(Assert.Single(Grain.Commands)).Emergency);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(
            ["trigger_type must be one of manual, emergency", "severity must be one of medium, high, critical"],
            problem["errors"]!.AsArray().Select(error => $"{error!["field"]} {error["rule"]}"));
    }

    [Fact]
    public async Task History_has_the_runs_of_the_days_that_are_asked_for()
    {
        var now = server.Time.GetUtcNow();
        await QueueAsync("run-1", now.AddDays(-40));
        await QueueAsync("run-2", now.AddDays(-20));

        var month = await GetAsync("/history?days=30");
        var all = await GetAsync($"/history?days=60&model_name={Model}");

        Assert.Equal(["run-2"], month["runs"]!.AsArray().Select(run => (string?)run!["run_id"]));
        Assert.Equal(["run-2", "run-1"], all["runs"]!.AsArray().Select(run => (string?)run!["run_id"]));
    }

    [Theory]
    [InlineData("/history?day=30", "day", "must be one of days, model_name, page_size, page_token")]
    [InlineData("/history?days=366", "days", "must be 1 to 365")]
    [InlineData("/metrics?days=-1", "days", "must be 1 to 365")]
    [InlineData("/status?verbose=true", "verbose", "must be left out: this address takes no parameters")]
    [InlineData("/triggers/check?page_size=101", "page_size", "must be 1 to 100")]
    [InlineData("/config", "model_id", "must be 1 to 200 of")]
    public async Task A_parameter_that_is_unknown_or_wrong_is_refused(string path, string field, string rule)
    {
        using var response = await server.Rest.GetAsync($"{Root}{path}");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var error = Assert.Single((await response.Content.ReadFromJsonAsync<JsonNode>())!["errors"]!.AsArray())!;
        Assert.Equal(field, (string?)error["field"]);
        Assert.Contains(rule, (string?)error["rule"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_sum_up_the_runs_that_have_ended()
    {
        var now = server.Time.GetUtcNow();
        await QueueAsync("run-1", now.AddDays(-3));
        await EndAsync("run-1", RunStatus.Finished, now.AddDays(-3).AddMinutes(10), promoted: true);
        await QueueAsync("run-2", now.AddDays(-2));
        await EndAsync("run-2", RunStatus.Failed, now.AddDays(-2).AddMinutes(20), promoted: false);
        await QueueAsync("run-3", now);

        var metrics = await GetAsync("/metrics");

        Assert.Equal(
            (3, 0.5, 0.5, 15, 1),
            ((int)metrics["retrainings"]!, (double)metrics["success_rate"]!, (double)metrics["promotion_rate"]!,
                (double)metrics["retraining_duration_minutes"]!, (int)metrics["models_retrained"]!));
    }

    [Fact]
    public async Task The_configuration_is_the_policy_in_the_words_of_the_source()
    {
        var config = await GetAsync($"/config?model_name={Model}");

        Assert.Equal(7, (int)config["schedule_days"]!);
        Assert.Equal(
            (0.15, 0.1, 0.25, 2),
            ((double)config["performance_thresholds"]!["rmse_degradation_threshold"]!,
                (double)config["performance_thresholds"]!["accuracy_degradation_threshold"]!,
                (double)config["performance_thresholds"]!["mean_shift_threshold"]!,
                (double)config["performance_thresholds"]!["variance_ratio_threshold"]!));
        Assert.Equal(30, (double)config["system_settings"]!["trigger_check_interval_minutes"]!);
    }

    [Theory]
    [InlineData("model_name", Model)]
    [InlineData("model_type", "load")]
    public async Task A_configuration_as_the_source_writes_it_changes_what_it_names_and_nothing_else(
        string field, string value)
    {
        var (status, _) = await SendAsync(HttpMethod.Put, $"{Root}/config", $$"""
            {
              "{{field}}": "{{value}}",
              "schedule_days": 5,
              "performance_thresholds": {
                "rmse_degradation_threshold": 0.12,
                "accuracy_degradation_threshold": 0.08
              }
            }
            """);

        Assert.Equal(HttpStatusCode.OK, status);
        var command = Assert.IsType<SetModelPolicy>(Assert.Single(Grain.Commands));
        Assert.False(command.Replaces);
        var policy = PolicyReader.Read(command.PolicyJson, new ModelPolicy()).Policy;
        Assert.Equal(TimeSpan.FromDays(5), policy.Triggers.MaximumAge);
        Assert.Equal(
            [0.12, 0.05, 0.10, 0.08], policy.Performance.Rules.Select(rule => rule.Limit));
        Assert.Equal(new ModelPolicy().Drift.MeanShiftLimit, policy.Drift.MeanShiftLimit);
    }

    [Fact]
    public async Task A_configuration_of_a_type_tells_which_models_it_changed_and_which_not()
    {
        await server.ServeAsync("other", 3);
        var other = server.Grains.Model("other");
        other.OnCommand = _ => Task.FromResult<Answer<ModelView>>(
            Refusal.Of(RefusalKind.Conflict, "expected_revision", "3", "is not the model's any more"));
        const string Body = """{"model_type": "load", "schedule_days": 5}""";

        var (status, answer) = await SendAsync(HttpMethod.Put, $"{Root}/config", Body);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(Model, (string?)Assert.Single(answer["models"]!.AsArray())!["model_name"]);
        var unchanged = Assert.Single(answer["unchanged"]!.AsArray())!;
        Assert.Equal("other", (string?)unchanged["model_name"]);
        Assert.Contains("is not the model's any more", (string?)unchanged["reason"]);
        // Where nothing was changed, that is no success.
        Grain.OnCommand = other.OnCommand;
        (status, _) = await SendAsync(HttpMethod.Put, $"{Root}/config", Body);
        Assert.Equal(HttpStatusCode.Conflict, status);
    }

    [Theory]
    [InlineData("""{"schedule_days":5}""", "model_name")]
    [InlineData("""{"model_type":"unheard of","schedule_days":5}""", "model_type")]
    [InlineData("""{"model_type":"load","schedule_days":"often"}""", "schedule_days")]
    [InlineData("""{"model_name":"a","system_settings":{"max_concurrent_retrainings":2}}""",
        "system_settings.max_concurrent_retrainings")]
    public async Task A_configuration_for_nobody_or_of_what_is_no_models_is_refused(string body, string field)
    {
        var (status, problem) = await SendAsync(HttpMethod.Put, $"{Root}/config", body);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(field, (string?)problem["errors"]![0]!["field"]);
    }

    [Fact]
    public async Task Race_results_come_by_prediction_id_or_by_entity_and_time()
    {
        await PredictAsync("VER@2026-01-01T14:00:00Z");
        await PredictAsync("p2");

        var (status, answer) = await SendAsync(HttpMethod.Post, "/submit_race_results", $$"""
            {"model_name": "{{Model}}", "results": [
              {"entity": "VER", "time": "2026-01-01T15:00:00+01:00", "value": 1},
              {"prediction_id": "p2", "value": 2},
              {"entity": "HAM", "time": "2026-01-01T14:00:00Z", "value": 3}]}
            """);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(
            ["STORED", "STORED", "UNKNOWN_PREDICTION"], answer["statuses"]!.AsArray().Select(text => (string?)text));
        var (_, refused) = await SendAsync(HttpMethod.Post, "/submit_race_results", $$"""
            {"model_name": "{{Model}}", "results": [
              {"entity": "VER", "value": 1}, {"prediction_id": "p2", "value": null}]}
            """);
        Assert.Equal(
            ["prediction_id: must be given, or entity and time in its place", "value: must be given: send the row when "
                + "its outcome is known"],
            refused["reasons"]!.AsArray().Select(reason => $"{reason!["field"]}: {reason["rule"]}"));
    }

    [Fact]
    public async Task Health_is_there_under_one_word_and_an_address_that_is_not_there_is_told()
    {
        Assert.Equal("Healthy", await server.Rest.GetStringAsync("/health"));

        using var response = await server.Rest.GetAsync($"{Root}/stats");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains($"GET {Root}/status", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_paths_stand_behind_the_same_gate()
    {
        await using var closed = await GatewayServer.StartAsync(anonymous: false);
        closed.Rest.DefaultRequestHeaders.Authorization =
            new("Bearer", await closed.TokenAsync("looks", V1.Role.Viewer));

        var asked = await closed.Rest.GetAsync($"{Root}/history");
        var triggered = await closed.Rest.PostAsync($"{Root}/triggers/manual", new StringContent("{}"));
        var submitted = await closed.Rest.PostAsync("/submit_race_results", new StringContent("{}"));
        closed.Rest.DefaultRequestHeaders.Authorization = null;
        var unknown = await closed.Rest.GetAsync($"{Root}/status");

        Assert.Equal(
            (HttpStatusCode.OK, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.Unauthorized),
            (asked.StatusCode, triggered.StatusCode, submitted.StatusCode, unknown.StatusCode));
    }

    private ModelChecked Checked() => new(
        server.Time.GetUtcNow(), 0, null, [], [], 0,
        new TriggerDecision(true, [new TriggerReason("age", Severity.Warning, "old")], []), null);

    private async Task<JsonNode> GetAsync(string path)
    {
        using var response = await server.Rest.GetAsync($"{Root}{path}");
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    // As plain curl sends it.
    private async Task<(HttpStatusCode Status, JsonNode Answer)> SendAsync(HttpMethod method, string path, string body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = new StringContent(body, Encoding.UTF8) };
        using var response = await server.Rest.SendAsync(request);
        return (response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonNode>())!);
    }

    private async Task PredictAsync(string id)
    {
        var row = new PredictionRow(
            id, Example.Start, new float[Example.Schema.Features.Length], 5, "1.0.0");
        await server.Database.Observations.AppendPredictionsAsync(Model, [row]);
    }

    private async Task QueueAsync(string runId, DateTimeOffset at)
    {
        var row = (await server.Database.Models.FindAsync(Model))!;
        var result = await server.Database.Models.CommitAsync(new ModelCommit
        {
            ModelId = Model, ModelType = row.ModelType, ExpectedRevision = row.Revision, State = row.State, At = at,
            NewRuns = [new RunRow(runId, Model, RunStatus.Queued, 0, "manual", at, "{}")],
        });
        Assert.Equal(CommitStatus.Committed, result.Status);
    }

    private async Task EndAsync(string runId, RunStatus status, DateTimeOffset at, bool promoted)
    {
        var row = (await server.Database.Models.FindAsync(Model))!;
        var ended = new RunEnded(runId, at, [], [], [], promoted) { Failed = status == RunStatus.Failed };
        await server.Database.Models.CommitAsync(new ModelCommit
        {
            ModelId = Model, ModelType = row.ModelType, ExpectedRevision = row.Revision, State = row.State, At = at,
            RunOutcomes = [new RunOutcome(runId, status, at, DomainJson.Write(ended))],
        });
    }
}
