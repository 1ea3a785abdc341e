using System.Text.Json;
using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Domain.Triggers;

namespace RetrainGrains.Gateway.Tests.Services;

/// <summary>A model with a run in flight, as clients see it over both transports.</summary>
public sealed class RunQueriesTests
{
    private static readonly Recipe[] Recipes = [new("ridge"), new("leafwise"), new("forest"), new("mean")];

    [Fact]
    public async Task Every_challenger_of_the_run_in_flight_is_told_with_how_far_it_is()
    {
        await using var server = await RunningAsync();
        server.Grains.Worker.OnProgress = () =>
            Task.FromResult<TrainingProgress?>(new TrainingProgress("training", 12, 100, 0.25, 3.5));

        var model = await server.Models.DescribeAsync(new V1.DescribeRequest { ModelId = "a" });

        V1.Challenger[] expected =
        [
            new() { Recipe = "ridge/all/level", Status = V1.ChallengerStatus.Trained, TrainingSeconds = 1.5 },
            new()
            {
                Recipe = "leafwise/all/level", Status = V1.ChallengerStatus.Training, TrainingSeconds = 3.5,
                Stage = "training", Done = 12, Total = 100, Loss = 0.25,
            },
            new() { Recipe = "forest/all/level", Status = V1.ChallengerStatus.Failed, TrainingSeconds = 0.5 },
            new() { Recipe = "mean/all/level", Status = V1.ChallengerStatus.Waiting },
        ];
        Assert.Equal(expected, model.Challengers);
        Assert.Equal(["a/run-1#1"], server.Grains.Worker.Asked);
    }

    [Fact]
    public async Task The_same_is_told_over_rest()
    {
        await using var server = await RunningAsync();
        server.Grains.Worker.OnProgress = () =>
            Task.FromResult<TrainingProgress?>(new TrainingProgress("searching", 2, 20, 0.9, 3.5));

        using var model = JsonDocument.Parse(await server.Rest.GetStringAsync("/v1/models/a"));

        var training = model.RootElement.GetProperty("challengers")[1];
        Assert.Equal(
            ("TRAINING", "searching", 2),
            (training.GetProperty("status").GetString(), training.GetProperty("stage").GetString(),
                training.GetProperty("done").GetInt32()));
    }

    [Fact]
    public async Task A_worker_that_does_not_answer_holds_nothing_up()
    {
        await using var server = await RunningAsync();
        server.Grains.Worker.OnProgress = () => new TaskCompletionSource<TrainingProgress?>().Task;

        var asked = server.Models.DescribeAsync(new V1.DescribeRequest { ModelId = "a" }).ResponseAsync;
        await server.Time.PassUntilAsync(asked);

        Assert.Equal(V1.ChallengerStatus.Training, (await asked).Challengers[1].Status);
        Assert.Equal("", (await asked).Challengers[1].Stage);
    }

    private static async Task<GatewayServer> RunningAsync()
    {
        var server = await GatewayServer.StartAsync();
        var cause = new TriggerReason(TriggerKind.Age, Severity.Warning, "it is old");
        var state = Example.State("a") with { Run = new RunInFlight("a/run-1", Example.Start, cause, [.. Recipes]) };
        server.Grains.Model("a").OnCommand = _ =>
            Task.FromResult<Answer<ModelView>>(ModelView.Of(3, state, LearnedState.None(state)));
        await server.Database.Models.CommitAsync(new ModelCommit
        {
            ModelId = "a", ModelType = "load", ExpectedRevision = 0, State = "{}", At = Example.Start,
            NewRuns = [new RunRow("a/run-1", "a", RunStatus.Queued, 0, "Age", Example.Start, "{}")],
        });
        await server.Database.Runs.TakeChallengerAsync("a/run-1", 1, Example.Start);
        await EndAsync(server, 0, ChallengerStatus.Trained, 1.5);
        await EndAsync(server, 2, ChallengerStatus.Failed, 0.5);
        return server;
    }

    private static async Task EndAsync(GatewayServer server, int ordinal, ChallengerStatus status, double seconds)
    {
        var attempt = await server.Database.Runs.TakeChallengerAsync("a/run-1", ordinal, Example.Start);
        await server.Database.Runs.FinishChallengerAsync(
            "a/run-1", ordinal, attempt, status, null, "{}", seconds);
    }
}
