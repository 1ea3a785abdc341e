using RetrainGrains.Domain.Observations;
using RetrainGrains.Gateway.Outcomes;
using RetrainGrains.Gateway.Predictions;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Gateway.Tests.Outcomes;

public sealed class OutcomeServiceTests
{
    [Fact]
    public async Task Outcomes_are_stored_told_apart_row_by_row_and_the_model_hears_of_them()
    {
        await using var gateway = await RegisteredAsync();
        await gateway.Database.ServeAsync("a", 2, 1);
        await gateway.Table.RefreshAsync();
        await gateway.Predictions.PredictAsync("a", new PredictionInput("p1", null, Example.Row));

        var answer = await gateway.Outcomes.RecordAsync(
            "a", [new("p1", 5, null), new("p1", 5, null), new("p1", 6, null), new("p2", 5, null)]);

        Assert.Equal(
            [RecordStatus.Stored, RecordStatus.Duplicate, RecordStatus.Conflict, RecordStatus.UnknownPrediction],
            answer.Value!.Statuses);
        Assert.Equal(1, answer.Value.Stored);
        Assert.Equal(1, gateway.Grains.Model("a").Hints);
    }

    [Fact]
    public async Task A_batch_that_stores_nothing_tells_nobody()
    {
        await using var gateway = await RegisteredAsync();

        await gateway.Outcomes.RecordAsync("a", [new("p1", 5, null)]);

        Assert.Empty(gateway.Grains.Activated);
    }

    [Fact]
    public async Task History_is_stored_for_a_model_that_has_no_champion_yet()
    {
        await using var gateway = await RegisteredAsync();

        var answer = await gateway.Outcomes.ImportAsync("a",
        [
            new("", Example.Start.AddDays(-1), Example.Row, 4, null),
            new("h2", Example.Start, Example.Row, 5, null),
        ]);

        Assert.Equal(2, answer.Value!.Stored);
        var rows = await gateway.Database.Observations.LabelledAfterAsync("a", 0, 10);
        Assert.Equal(["made-1", "h2"], rows.Select(row => row.PredictionId));
        Assert.All(rows, row => Assert.Equal(Example.Start, row.KnownAt));
    }

    [Fact]
    public async Task Everything_that_is_wrong_with_history_is_reported_at_once()
    {
        await using var gateway = await RegisteredAsync();

        var answer = await gateway.Outcomes.ImportAsync("a",
        [
            new("h1", null, Example.Row, double.NaN, Example.Start),
            new("h2", Example.Start, [FeatureValue.Of(1)], 1, Example.Start.AddSeconds(-1)),
            new("h3", DateTimeOffset.MaxValue, Example.Row, 1, DateTimeOffset.MinValue),
        ]);

        Assert.Equal(
            ["rows[0].outcome", "rows[0].at", "rows[1].known_at", "rows[1].features", "rows[2].at", "rows[2].known_at"],
            answer.Refusal!.Problems.Select(problem => problem.Field));
        Assert.Equal(0, (await gateway.Database.Observations.CountAsync("a")).Outcomes);
    }

    [Fact]
    public async Task A_class_that_is_neither_0_nor_1_is_refused()
    {
        await using var gateway = await GatewayParts.OpenAsync();
        var state = Example.State("c");
        await gateway.Database.RegisterAsync("c", state with
        {
            Schema = state.Schema with { Task = PredictionTask.BinaryClassification },
        });

        var answer = await gateway.Outcomes.RecordAsync("c", [new("p1", 1, null), new("p2", 0.5, null)]);

        Assert.Equal("outcomes[1].value: '0.5' must be 0 or 1", answer.Refusal!.ToString());
    }

    [Fact]
    public async Task An_unknown_model_is_named()
    {
        await using var gateway = await GatewayParts.OpenAsync();

        var answer = await gateway.Outcomes.RecordAsync("nobody", [new("p1", 1, null)]);

        Assert.Equal((RefusalKind.NotFound, "nobody"), (answer.Refusal!.Kind, answer.Refusal.Problems[0].Value));
    }

    [Fact]
    public async Task A_hint_that_fails_never_fails_the_call()
    {
        await using var gateway = await RegisteredAsync();
        gateway.Grains.Model("a").OnOutcomes = () => throw new TimeoutException();

        var imported = gateway.Outcomes.ImportAsync("a", [new("h1", Example.Start, Example.Row, 4, null)]);
        await gateway.Time.PassUntilAsync(imported);

        Assert.Equal(1, (await imported).Value!.Stored);
    }

    [Fact]
    public async Task A_hint_that_did_not_get_through_is_sent_again()
    {
        await using var gateway = await RegisteredAsync();
        var model = gateway.Grains.Model("a");
        model.OnOutcomes = () => model.Hints < 3 ? throw new TimeoutException() : Task.CompletedTask;

        await gateway.Time.PassUntilAsync(
            gateway.Outcomes.ImportAsync("a", [new("h1", Example.Start, Example.Row, 4, null)]));

        Assert.Equal(3, model.Hints);
    }

    [Theory]
    [InlineData(HintMode.Awaited)]
    [InlineData(HintMode.Background)]
    public async Task Only_a_replay_waits_for_the_model(HintMode mode)
    {
        await using var gateway = await RegisteredAsync(mode);
        var heard = new TaskCompletionSource();
        gateway.Grains.Model("a").OnOutcomes = () => heard.Task;

        var answer = gateway.Outcomes.ImportAsync("a", [new("h1", Example.Start, Example.Row, 4, null)]);

        Assert.Equal(mode == HintMode.Background, answer.IsCompleted);
        heard.SetResult();
        Assert.Equal(1, (await answer).Value!.Stored);
    }

    private static async Task<GatewayParts> RegisteredAsync(HintMode mode = HintMode.Awaited)
    {
        var gateway = await GatewayParts.OpenAsync(mode);
        await gateway.Database.RegisterAsync("a");
        return gateway;
    }
}
