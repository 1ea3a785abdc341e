using RetrainGrains.Domain.Observations;

namespace RetrainGrains.Storage.Tests.Observations;

/// <summary>An outcome finds the predictions of its entity about its time, whichever of them comes first.</summary>
public abstract class EntityCompliance(DatabaseHome home) : DatabaseCompliance(home)
{
    private static readonly OutcomePolicy Hourly = new()
    {
        Grain = TimeSpan.FromHours(1), Tolerance = TimeSpan.FromHours(2), WaitingMax = 3,
        Horizon = TimeSpan.FromDays(1),
    };

    private IObservationLog Log => Database.Observations;

    [Fact]
    public async Task Every_prediction_of_the_entity_about_the_time_gets_the_outcome()
    {
        await Log.AppendPredictionsAsync(Model, [
            About("anna", "p1", 0), About("anna", "p2", 0.9), About("anna", "p3", 1), About("ben", "p4", 0),
            About("", "p5", 0)]);
        await DeclareAsync(Hourly with { Tolerance = default });

        Assert.Equal([RecordStatus.Stored], await Log.RecordOutcomesAsync(Model, [Came("anna", 0.5, 7)]));

        Assert.Equal([("p1", 7.0), ("p2", 7)], await OutcomesAsync());
    }

    [Theory]
    [InlineData(2, RecordStatus.Stored)]
    [InlineData(-2, RecordStatus.Stored)]
    [InlineData(3, RecordStatus.Waiting)]
    [InlineData(-3, RecordStatus.Waiting)]
    public async Task An_outcome_joins_within_the_declared_tolerance_and_not_beyond(int hours, RecordStatus status)
    {
        await DeclareAsync(Hourly);
        await Log.AppendPredictionsAsync(Model, [About("anna", "p", 10)]);

        Assert.Equal([status], await Log.RecordOutcomesAsync(Model, [Came("anna", 10 + hours, 7)]));

        Assert.Equal(status == RecordStatus.Stored ? 1 : 0, (await OutcomesAsync()).Count);
    }

    [Fact]
    public async Task An_early_outcome_waits_and_goes_to_every_prediction_that_comes()
    {
        await DeclareAsync(Hourly);

        Assert.Equal([RecordStatus.Waiting], await Log.RecordOutcomesAsync(Model, [Came("anna", 1, 7)]));
        Assert.Equal(new WaitingOutcomes(1, 3), await Log.WaitingAsync(Model));
        var first = await Log.AppendPredictionsAsync(
            Model, [About("anna", "p1", 1), About("anna", "p2", 2), About("ben", "p4", 1)]);
        var second = await Log.AppendPredictionsAsync(Model, [About("anna", "p3", 1)]);
        var again = await Log.AppendPredictionsAsync(Model, [About("anna", "p3", 1)]);

        Assert.Equal((2, 1, 0), (first.Joined, second.Joined, again.Joined));

        Assert.Equal([("p1", 7.0), ("p2", 7), ("p3", 7)], await OutcomesAsync());
        Assert.Equal(0, (await Log.WaitingAsync(Model)).Count);
        Assert.Equal(3, (await Log.CountAsync(Model)).Outcomes);
    }

    [Fact]
    public async Task A_prediction_takes_the_nearest_of_the_outcomes_that_wait_and_of_two_the_earlier()
    {
        await DeclareAsync(Hourly);
        await Log.RecordOutcomesAsync(Model, [Came("anna", 0, 1), Came("anna", 2, 2), Came("anna", 3, 3)]);

        await Log.AppendPredictionsAsync(Model, [About("anna", "near", 3), About("anna", "between", 1)]);

        Assert.Equal([("near", 3.0), ("between", 1)], await OutcomesAsync());
        Assert.Equal(1, (await Log.WaitingAsync(Model)).Count);
    }

    [Fact]
    public async Task An_outcome_about_more_rows_than_it_may_go_to_says_so_and_goes_to_none()
    {
        await DeclareAsync(Hourly with { Tolerance = default });
        PredictionRow[] rows =
            [.. Enumerable.Range(0, IObservationLog.JoinedRowsMax + 1).Select(i => About("anna", $"p{i}", 0))];
        await Log.AppendPredictionsAsync(Model, rows[..^1]);
        await Log.AppendPredictionsAsync(Model, [rows[^1], About("ben", "b", 0)]);

        Assert.Equal(
            [RecordStatus.TooManyRows, RecordStatus.Stored, RecordStatus.Stored],
            await Log.RecordOutcomesAsync(
                Model, [Came("anna", 0.5, 7), Came("ben", 0.5, 8), new OutcomeRow("p3", 9, Start.AddHours(1))]));
        Assert.Equal([("b", 8.0), ("p3", 9)], await OutcomesAsync());

        // One row fewer, and all get it.
        await Log.RecordOutcomesAsync(Model, [new OutcomeRow("p4", 9, Start.AddHours(1))]);
        await Log.AppendPredictionsAsync(Model, [.. rows[..^1].Select(row => row with
        {
            Entity = "carl", PredictionId = $"c{row.PredictionId}",
        })]);
        Assert.Equal([RecordStatus.Stored], await Log.RecordOutcomesAsync(Model, [Came("carl", 0.5, 7)]));
        Assert.Equal(IObservationLog.JoinedRowsMax + 3, (await Log.CountAsync(Model)).Outcomes);
    }

    [Fact]
    public async Task The_first_outcome_about_a_time_wins_and_a_repeated_one_is_a_duplicate()
    {
        await DeclareAsync(Hourly);
        await Log.AppendPredictionsAsync(Model, [About("anna", "p", 1)]);

        var statuses = await Log.RecordOutcomesAsync(Model, [
            Came("anna", 1, 7), Came("anna", 1.5, 7), Came("anna", 1, 8),
            Came("ben", 1, 7), Came("ben", 1, 7), Came("ben", 1, 8)]);

        Assert.Equal(
            [
                RecordStatus.Stored, RecordStatus.Duplicate, RecordStatus.Conflict,
                RecordStatus.Waiting, RecordStatus.Duplicate, RecordStatus.Conflict,
            ], statuses);
    }

    [Fact]
    public async Task A_row_that_has_its_outcome_by_id_keeps_it()
    {
        await DeclareAsync(Hourly);
        await Log.AppendPredictionsAsync(Model, [About("anna", "p", 1)]);

        var statuses = await Log.RecordOutcomesAsync(Model, [
            new OutcomeRow("p", 5, Start.AddHours(1)), Came("anna", 1, 6), Came("anna", 1, 5)]);

        Assert.Equal([RecordStatus.Stored, RecordStatus.Conflict, RecordStatus.Duplicate], statuses);
        Assert.Equal([("p", 5.0)], await OutcomesAsync());
    }

    [Fact]
    public async Task What_waits_is_bounded_and_let_go_when_it_is_old()
    {
        await DeclareAsync(Hourly);
        var statuses = await Log.RecordOutcomesAsync(
            Model, [.. Enumerable.Range(0, 4).Select(hour => Came("anna", 10 * hour, hour))]);

        Assert.Equal(
            [RecordStatus.Waiting, RecordStatus.Waiting, RecordStatus.Waiting, RecordStatus.NoRoom], statuses);
        Assert.Equal(2, await Log.DropWaitingAsync(Model, Start.AddHours(20), 10));
        Assert.Equal(new WaitingOutcomes(1, 3), await Log.WaitingAsync(Model));
        Assert.Equal([RecordStatus.Waiting], await Log.RecordOutcomesAsync(Model, [Came("anna", 30, 3)]));
    }

    [Fact]
    public async Task An_outcome_beyond_the_horizon_is_kept_and_told()
    {
        await DeclareAsync(Hourly);
        await Log.AppendPredictionsAsync(
            Model, [About("anna", "late", 0), About("ben", "by id", 0), About("ben", "in time", 0)]);

        var statuses = await Log.RecordOutcomesAsync(Model, [
            Came("anna", 0, 1) with { KnownAt = Start.AddHours(25) },
            new OutcomeRow("by id", 2, Start.AddHours(25)), new OutcomeRow("in time", 3, Start.AddHours(24))]);

        Assert.Equal([RecordStatus.Late, RecordStatus.Late, RecordStatus.Stored], statuses);
        Assert.Equal(3, (await OutcomesAsync()).Count);
    }

    [Fact]
    public async Task The_same_prediction_about_another_entity_is_a_conflict()
    {
        await Log.AppendPredictionsAsync(Model, [About("anna", "p", 0)]);

        Assert.Equal(
            [RecordStatus.Duplicate, RecordStatus.Conflict],
            (await Log.AppendPredictionsAsync(Model, [About("anna", "p", 0), About("ben", "p", 0)])).Statuses);
    }

    [Fact]
    public async Task Rows_that_are_deleted_take_their_outcomes_by_entity_with_them()
    {
        await DeclareAsync(Hourly);
        await Log.AppendPredictionsAsync(Model, [About("anna", "p", 0)]);
        await Log.RecordOutcomesAsync(Model, [Came("anna", 0, 1)]);

        Assert.Equal(1, await Log.DeleteBeforeAsync(Model, Start.AddHours(1), 10));

        await Log.AppendPredictionsAsync(Model, [About("anna", "again", 0)]);
        Assert.Empty(await OutcomesAsync());
    }

    [Fact]
    public async Task Malformed_rows_by_entity_are_refused_by_field_value_and_rule()
    {
        (string Message, OutcomeRow Row)[] refused =
        [
            ("rows[0].Entity is ''", Came("", 0, 1)),
            ("rows[0].PredictionId is 'p'; it must be empty", Came("anna", 0, 1) with { PredictionId = "p" }),
            ("rows[0].PredictionId is ''", new OutcomeRow("", 1, Start)),
        ];
        foreach (var (message, row) in refused)
        {
            var refusal = await Assert.ThrowsAsync<ArgumentException>(() => Log.RecordOutcomesAsync(Model, [row]));
            Assert.Contains(message, refusal.Message);
        }
    }

    private async Task DeclareAsync(OutcomePolicy policy) =>
        Assert.True((await Database.Models.CommitAsync(Commit(0) with { Outcomes = policy })).Committed);

    private async Task<List<(string Id, double Outcome)>> OutcomesAsync() =>
        [.. (await Log.LabelledAfterAsync(Model, 0, 100)).Select(row => (row.PredictionId, row.Outcome))];

    private static PredictionRow About(string entity, string id, double hour) =>
        new(id, Start.AddHours(hour), [1], 1, "v1") { Entity = entity };

    private static OutcomeRow Came(string entity, double hour, double value) =>
        OutcomeRow.Of(entity, Start.AddHours(hour), value, Start.AddHours(hour + 1));
}
