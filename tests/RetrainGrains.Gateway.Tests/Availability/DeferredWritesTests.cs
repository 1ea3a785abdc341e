using RetrainGrains.Gateway.Options;
using RetrainGrains.Gateway.Predictions;

namespace RetrainGrains.Gateway.Tests.Availability;

public sealed class DeferredWritesTests
{
    [Fact]
    public async Task Outcomes_wait_for_the_database_and_are_acknowledged_after_their_commit()
    {
        await using var gateway = await PredictedAsync();
        gateway.Outage.IsAway = true;
        var waiting = gateway.Outcomes.RecordAsync("a", [new("p1", 5, null)]);
        Assert.False(waiting.IsCompleted);

        gateway.Outage.IsAway = false;
        await gateway.Time.PassUntilAsync(waiting);

        Assert.Equal([RecordStatus.Stored], (await waiting).Value!.Statuses);
        Assert.Equal(1, (await gateway.Database.Observations.CountAsync("a")).Outcomes);
        Assert.Equal(1, gateway.Grains.Model("a").Hints);
    }

    [Fact]
    public async Task A_database_that_goes_away_again_is_waited_for_again()
    {
        await using var gateway = await PredictedAsync();
        var failures = 2;
        gateway.Outage.Fails = call => call.Method == nameof(IObservationLog.RecordOutcomesAsync) && failures-- > 0
            ? OutageDatabase.Away() : null;

        var waiting = gateway.Outcomes.RecordAsync("a", [new("p1", 5, null)]);
        await gateway.Time.PassUntilAsync(waiting);

        Assert.Equal(1, (await waiting).Value!.Stored);
        Assert.Equal(3, gateway.Outage.Count(nameof(IObservationLog.RecordOutcomesAsync)));
    }

    [Fact]
    public async Task History_without_ids_whose_answer_was_lost_is_stored_once()
    {
        await using var gateway = await PredictedAsync();
        gateway.Outage.LosesNextAnswer = true;
        var waiting = gateway.Outcomes.ImportAsync("a", [new("", Example.Start, Example.Row, 4, null)]);

        gateway.Outage.IsAway = false;
        await gateway.Time.PassUntilAsync(waiting);

        Assert.Equal([RecordStatus.Duplicate], (await waiting).Value!.Statuses);
        Assert.Equal(1, (await gateway.Database.Observations.CountAsync("a")).Outcomes);
    }

    [Fact]
    public async Task After_30_seconds_the_outcomes_are_not_stored_and_the_caller_is_told_so()
    {
        await using var gateway = await PredictedAsync();
        gateway.Outage.IsAway = true;
        var begun = gateway.Time.GetUtcNow();

        var waiting = gateway.Outcomes.RecordAsync("a", [new("p1", 5, null)]);
        await gateway.Time.PassUntilAsync(waiting);

        var refusal = (await waiting).Refusal!;
        Assert.Equal(
            (RefusalKind.Unavailable, "outcomes: '1' were not stored: the database is away, and a request waits at most"
                + " 30 s; try again"),
            (refusal.Kind, refusal.ToString()));
        Assert.True(gateway.Time.GetUtcNow() - begun >= TimeSpan.FromSeconds(30));
        Assert.Equal(0, (await gateway.Database.Observations.CountAsync("a")).Outcomes);
    }

    [Fact]
    public async Task A_caller_whose_time_ends_is_told_that_nothing_was_stored()
    {
        await using var gateway = await PredictedAsync();
        using var deadline = new CancellationTokenSource();
        gateway.Outage.IsAway = true;
        var waiting = gateway.Outcomes.RecordAsync("a", [new("p1", 5, null)], deadline.Token);
        await deadline.CancelAsync();

        Assert.Equal(RefusalKind.Unavailable, (await waiting).Refusal!.Kind);
    }

    [Fact]
    public async Task When_too_many_rows_wait_outcomes_are_refused_with_the_bound()
    {
        await using var gateway = await PredictedAsync(new GatewayOptions { OutcomeRowsWaitingMax = 3 });
        gateway.Outage.IsAway = true;
        var waiting = gateway.Outcomes.RecordAsync("a", [new("p1", 5, null), new("p2", 5, null)]);

        var refused = await gateway.Outcomes.ImportAsync(
            "a", [new("h1", Example.Start, Example.Row, 4, null), new("h2", Example.Start, Example.Row, 4, null)]);

        Assert.Equal(RefusalKind.Busy, refused.Refusal!.Kind);
        Assert.Contains(
            "'2' were not stored: the database is away and at most 3 rows wait", refused.Refusal.ToString());
        gateway.Outage.IsAway = false;
        await gateway.Time.PassUntilAsync(waiting);
        Assert.NotNull((await gateway.Outcomes.RecordAsync("a", [new("p1", 5, null), new("p2", 5, null)])).Value);
    }

    [Fact]
    public async Task Outcomes_do_not_overtake_the_predictions_that_they_belong_to()
    {
        await using var gateway = await PredictedAsync();
        gateway.Outage.IsAway = true;
        await gateway.Predictions.PredictAsync("a", new PredictionInput("p2", null, Example.Row));
        var waiting = gateway.Outcomes.RecordAsync("a", [new("p2", 5, null)]);

        gateway.Outage.IsAway = false;
        await gateway.Time.PassUntilAsync(waiting);

        Assert.Equal([RecordStatus.Stored], (await waiting).Value!.Statuses);
    }

    [Fact]
    public async Task The_schema_of_a_model_in_service_is_known_without_the_database()
    {
        await using var gateway = await PredictedAsync();
        gateway.Outage.IsAway = true;

        var waiting = gateway.Outcomes.RecordAsync("a", [new("p1", 5, null)]);
        var wrong = await gateway.Predictions.PredictAsync("a", new PredictionInput("p2", null, []));

        Assert.Equal(RefusalKind.Invalid, wrong.Refusal!.Kind);
        Assert.False(waiting.IsCompleted);
        Assert.Equal(0, gateway.Outage.Count(nameof(IModelStore.FindAsync)));
    }

    private static async Task<GatewayParts> PredictedAsync(GatewayOptions? options = null)
    {
        var gateway = await GatewayParts.OpenAsync(options: options);
        await gateway.Database.ServeAsync("a", 1, 12);
        await gateway.Table.RefreshAsync();
        await gateway.Predictions.PredictAsync("a", new PredictionInput("p1", null, Example.Row));
        return gateway;
    }
}
