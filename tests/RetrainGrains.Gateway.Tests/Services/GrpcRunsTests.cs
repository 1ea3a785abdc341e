using System.Net;
using System.Text.Json;
using Grpc.Core;
using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Gates;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Domain.Triggers;

namespace RetrainGrains.Gateway.Tests.Services;

/// <summary>Runs and checks as clients read them over both transports, from the tables that ledgers fill.</summary>
public sealed class GrpcRunsTests : IAsyncLifetime
{
    private static readonly TriggerReason Cause = new(TriggerKind.Age, Severity.Warning, "it is old");

    private GatewayServer server = null!;

    public async ValueTask InitializeAsync()
    {
        server = await GatewayServer.StartAsync();
        await CommitAsync("shop/a", 0, Checked(0, retrain: true), Planned("shop/a", 1, 0), Ended("shop/a", 1, 1));
        await CommitAsync("shop/b", 0, Checked(2, retrain: true), Planned("shop/b", 1, 2));
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Runs_are_listed_newest_first_and_read_page_by_page()
    {
        var first = await server.Runs.ListAsync(new V1.ListRunsRequest { PageSize = 1 });
        var second = await server.Runs.ListAsync(
            new V1.ListRunsRequest { PageSize = 1, PageToken = first.NextPageToken });
        var last = await server.Runs.ListAsync(
            new V1.ListRunsRequest { PageSize = 1, PageToken = second.NextPageToken });

        Assert.Equal(("shop/b/run-1", V1.RunState.Running), (first.Runs[0].RunId, first.Runs[0].State));
        Assert.Equal(("shop/a/run-1", V1.RunState.Finished), (second.Runs[0].RunId, second.Runs[0].State));
        Assert.Equal((0, ""), (last.Runs.Count, last.NextPageToken));
    }

    [Fact]
    public async Task Days_narrow_a_list_over_rest_too()
    {
        server.Time.SetUtcNow(Example.Start.AddDays(1).AddHours(1));

        using var all = JsonDocument.Parse(await server.Rest.GetStringAsync("/v1/runs?days=30"));
        using var some = JsonDocument.Parse(await server.Rest.GetStringAsync("/v1/runs?days=1&state=running"));

        Assert.Equal(2, all.RootElement.GetProperty("runs").GetArrayLength());
        var run = Assert.Single(some.RootElement.GetProperty("runs").EnumerateArray());
        Assert.Equal(("shop/b/run-1", "RUNNING"),
            (run.GetProperty("runId").GetString(), run.GetProperty("state").GetString()));
    }

    [Fact]
    public async Task What_narrows_a_list_wrongly_is_refused_all_at_once()
    {
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await server.Runs.ListAsync(
            new V1.ListRunsRequest
            {
                ModelId = "a b", ModelType = "rides", State = (V1.RunState)9, Cause = "whim", Days = -1, PageSize = -1,
                PageToken = "x",
            }));

        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        foreach (var field in new[] { "model_id", "model_type", "state", "cause", "days", "page_size", "page_token" })
            Assert.Contains(field, refused.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_is_not_known_has_no_empty_list()
    {
        var refused = await Assert.ThrowsAsync<RpcException>(async () =>
            await server.Runs.ListAsync(new V1.ListRunsRequest { ModelId = "nobody" }));

        Assert.Equal(StatusCode.NotFound, refused.StatusCode);
    }

    [Fact]
    public async Task A_run_is_described_with_what_its_challengers_learned_from_and_the_verdicts()
    {
        var run = await server.Runs.DescribeAsync(new V1.DescribeRunRequest { RunId = "shop/a/run-1" });

        var challenger = Assert.Single(run.Challengers);
        Assert.Equal(("ridge/all/level", 480, V1.ChallengerStatus.Trained),
            (challenger.Recipe, challenger.Rows, challenger.Status));
        Assert.Equal(Example.Start.AddDays(-20), challenger.From.ToDateTimeOffset());
        Assert.Equal("480 rows", Assert.Single(run.Verdicts).Finding);
        Assert.Equal(
            ["planned", "trained", "judged", "rolled-out", "recorded"], run.Steps.Select(step => step.Name));
    }

    [Fact]
    public async Task A_run_in_flight_tells_how_far_its_challengers_are_and_is_followed_to_its_end()
    {
        server.Grains.Worker.OnProgress = () =>
            Task.FromResult<TrainingProgress?>(new TrainingProgress("training", 12, 100, 0.25, 3.5));
        await server.Database.Models.CommitAsync(Commit("shop/b", 1) with
        {
            NewRuns = [new RunRow("shop/b/run-1", "shop/b", RunStatus.Queued, 0, "Age", Example.Start, "{}")],
        });
        await server.Database.Runs.TakeChallengerAsync("shop/b/run-1", 0, Example.Start);
        using var watch = server.Runs.Watch(new V1.WatchRunRequest { RunId = "shop/b/run-1" });

        Assert.True(await watch.ResponseStream.MoveNext(default));
        var before = Assert.Single(watch.ResponseStream.Current.Challengers);
        await CommitAsync("shop/b", 2, Ended("shop/b", 1, 2));
        var next = watch.ResponseStream.MoveNext(default);
        await server.Time.PassUntilAsync(next);

        Assert.Equal(("training", 12, 100, 0.25), (before.Stage, before.Done, before.Total, before.Loss));
        Assert.Equal(V1.RunState.Finished, watch.ResponseStream.Current.State);
        Assert.False(await watch.ResponseStream.MoveNext(default));
    }

    [Fact]
    public async Task A_cancel_goes_to_the_model_that_the_run_names()
    {
        var state = Example.State("shop/b");
        server.Grains.Model("shop/b").OnCommand = _ =>
            Task.FromResult<Answer<ModelView>>(ModelView.Of(3, state, LearnedState.None(state)));

        var response = await server.Rest.PostAsync("/v1/runs/shop/b/run-1:cancel", new StringContent(
            """{"reason": "wrong data", "requestId": "c-1"}""", System.Text.Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var command = Assert.IsType<CancelRun>(Assert.Single(server.Grains.Model("shop/b").Commands));
        Assert.Equal(("shop/b/run-1", "wrong data", "c-1"), (command.RunId, command.Reason, command.RequestId));
        Assert.StartsWith("anonymous", command.By, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("belt")]
    [InlineData("/run-1")]
    [InlineData("belt/run-x")]
    public async Task What_is_no_run_is_not_cancelled(string runId)
    {
        var refused = await Assert.ThrowsAsync<RpcException>(async () =>
            await server.Runs.CancelAsync(new V1.CancelRunRequest { RunId = runId }));

        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.Contains("must be the id of a run", refused.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runs_are_counted_with_their_rates_which_are_absent_where_there_is_nothing_to_share()
    {
        var all = await server.Runs.GetStatisticsAsync(new V1.RunStatisticsRequest());
        var one = await server.Runs.GetStatisticsAsync(new V1.RunStatisticsRequest { ModelId = "shop/b" });

        Assert.Equal((1, 1, 0, 1d, 1d), (all.Running, all.Finished, all.Failed, all.SuccessRate, all.PromotionRate));
        Assert.Equal(TimeSpan.FromHours(1), all.MeanDuration.ToTimeSpan());
        Assert.Equal((1, false, false), (one.Running, one.HasSuccessRate, one.HasPromotionRate));
        Assert.Null(one.MeanDuration);
    }

    [Fact]
    public async Task A_check_is_found_by_its_id_with_every_signal()
    {
        var listed = Assert.Single((await server.Runs.ListChecksAsync(
            new V1.ListChecksRequest { ModelId = "shop/a", Decision = V1.CheckDecision.Retrain })).Checks);

        var check = await server.Runs.DescribeCheckAsync(
            new V1.DescribeCheckRequest { ModelId = "shop/a", CheckId = listed.CheckId });

        Assert.Empty(listed.Signals);
        var signal = Assert.Single(check.Signals);
        Assert.Equal((V1.SignalVerdict.Quiet, 0.01, false), (signal.Verdict, signal.Value, signal.HasReference));
        Assert.Equal(("shop/a/run-1", "age"), (check.RunId, Assert.Single(check.Triggers).Kind));
    }

    private static ModelChecked Checked(int hour, bool retrain) => new(
        Example.Start.AddDays(hour / 2), 500, 0.5, [], [], 0, new TriggerDecision(retrain, [Cause], []), null)
    {
        Signals = [new CheckSignal(SignalSource.Drift, "load", "psi", 0.01, null, 0.2, 0.4, SignalVerdict.Quiet)],
    };

    private static RunPlanned Planned(string model, int number, int hour) => new(
        RunIds.Of(model, number), Example.Start.AddDays(hour / 2), Cause, [new Recipe("ridge")], 500);

    private static RunEnded Ended(string model, int number, int hour) => new(
        RunIds.Of(model, number), Example.Start.AddDays(hour / 2).AddHours(1),
        [new GateReport("ridge/all/level", [new GateVerdict("rows", true, "480 rows")])], [], [], true)
    {
        Challengers =
        [
            new ChallengerRecord(
                new Recipe("ridge"), Example.Start.AddDays(-20), Example.Start, 480, Example.Start, Example.Start),
        ],
    };

    private static ModelCommit Commit(string model, long revision) => new()
    {
        ModelId = model, ModelType = "load", ExpectedRevision = revision, State = "{}", At = Example.Start,
    };

    // What is decided at once is one commit: a run names the check that it was planned by.
    private async Task CommitAsync(string model, long revision, params LifecycleEvent[] story) => Assert.True(
        (await server.Database.Models.CommitAsync(Commit(model, revision) with
        {
            Ledger = [.. story.Select(
                one => new LedgerAppend(Example.Start, one.Kind, DomainJson.Write<LifecycleEvent>(one)))],
        })).Committed);
}
