using RetrainGrains.Domain.Observations;

namespace RetrainGrains.Storage.Tests.Observations;

/// <summary>The first fact under an id wins, and an outcome finds its prediction exactly.</summary>
public abstract class ObservationCompliance(DatabaseHome home) : DatabaseCompliance(home)
{
    private IObservationLog Log => Database.Observations;

    [Fact]
    public async Task An_outcome_joins_the_prediction_with_its_id()
    {
        await Log.AppendPredictionsAsync(Model, [Predicted("a", 1), Predicted("b", 2)]);
        await Log.RecordOutcomesAsync(Model, [new OutcomeRow("b", 0.5, Start.AddHours(5))]);

        var matured = Assert.Single(await Log.LabelledAfterAsync(Model, 0, 10));

        Assert.Equal([2f, float.NaN, -1.5f], matured.Features);
        Assert.Equal(
            new LabelledRow(1, "b", Start.AddHours(2), matured.Features, 2, "v1", 0.5, Start.AddHours(5)), matured);
    }

    [Fact]
    public async Task A_batch_is_answered_row_by_row_in_its_order()
    {
        var (statuses, _) = await Log.AppendPredictionsAsync(
            Model, [Predicted("a", 1), Predicted("a", 1), Predicted("a", 2), Predicted("b", 1)]);
        var outcomes = await Log.RecordOutcomesAsync(Model, [True("x", 1), True("a", 1), True("a", 1), True("a", 2)]);

        Assert.Equal(
            [RecordStatus.Stored, RecordStatus.Duplicate, RecordStatus.Conflict, RecordStatus.Stored], statuses);
        Assert.Equal(
            [RecordStatus.UnknownPrediction, RecordStatus.Stored, RecordStatus.Duplicate, RecordStatus.Conflict],
            outcomes);
        Assert.Equal(1, Assert.Single(await Log.LabelledAfterAsync(Model, 0, 10)).Outcome);
    }

    [Fact]
    public async Task A_repeated_outcome_is_a_duplicate_whenever_it_became_known()
    {
        await Log.AppendPredictionsAsync(Model, [Predicted("a", 1)]);
        await Log.RecordOutcomesAsync(Model, [True("a", 1)]);

        var again = await Log.RecordOutcomesAsync(Model, [new OutcomeRow("a", 1, Start.AddDays(9))]);

        Assert.Equal([RecordStatus.Duplicate], again);
    }

    [Fact]
    public async Task An_outcome_that_is_said_to_be_known_before_its_prediction_is_refused_and_the_truth_stored_later()
    {
        var row = Predicted("a", 1);
        await Log.AppendPredictionsAsync(Model, [row]);

        var early = await Log.RecordOutcomesAsync(Model, [new OutcomeRow("a", 1, row.At.AddMilliseconds(-1))]);
        var unsaid = await Log.RecordOutcomesAsync(
            Model, [new OutcomeRow("a", 2, row.At.AddMinutes(-3)) { KnownNow = true }]);

        Assert.Equal([RecordStatus.Refused], early);
        Assert.Equal([RecordStatus.Stored], unsaid);
        var stored = Assert.Single(await Log.LabelledAfterAsync(Model, 0, 10));
        Assert.Equal((2, row.At), (stored.Outcome, stored.KnownAt));
    }

    [Fact]
    public async Task Every_part_of_a_prediction_tells_a_conflict_from_a_duplicate()
    {
        var first = Predicted("a", 1);
        await Log.AppendPredictionsAsync(Model, [first]);

        var (statuses, _) = await Log.AppendPredictionsAsync(Model,
        [
            first with { At = first.At.AddMilliseconds(1) },
            first with { Features = [1] },
            first with { Prediction = double.NaN },
            first with { Version = "v2" },
            first with { Features = [.. first.Features] },
        ]);

        Assert.Equal(Enumerable.Repeat(RecordStatus.Conflict, 4).Append(RecordStatus.Duplicate), statuses);
    }

    [Fact]
    public async Task History_matures_at_once_and_is_told_from_predictions()
    {
        await Log.AppendPredictionsAsync(Model, [Predicted("p", 1)]);
        var row = new HistoryRow("h", Start, [1], 3, Start.AddHours(1));

        var statuses = await Log.ImportAsync(
            Model, [row, row, row with { Outcome = 4 }, row with { PredictionId = "p" }]);

        Assert.Equal(
            [RecordStatus.Stored, RecordStatus.Duplicate, RecordStatus.Conflict, RecordStatus.Conflict], statuses);
        Assert.Equal([RecordStatus.Duplicate], await Log.RecordOutcomesAsync(Model, [True("h", 3)]));
        var matured = Assert.Single(await Log.LabelledAfterAsync(Model, 0, 10));
        Assert.True(double.IsNaN(matured.Prediction));
        Assert.Equal("", matured.Version);
    }

    [Fact]
    public async Task A_prediction_without_an_answer_is_stored_and_comes_back_as_NaN()
    {
        var row = Predicted("a", 1) with { Prediction = double.NaN, Features = [] };

        var (statuses, _) = await Log.AppendPredictionsAsync(Model, [row, row]);
        await Log.RecordOutcomesAsync(Model, [True("a", 1)]);

        Assert.Equal([RecordStatus.Stored, RecordStatus.Duplicate], statuses);
        var matured = Assert.Single(await Log.LabelledAfterAsync(Model, 0, 1));
        Assert.True(double.IsNaN(matured.Prediction));
        Assert.Empty(matured.Features);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public async Task An_outcome_that_is_no_number_refuses_its_whole_batch(double outcome)
    {
        await Log.AppendPredictionsAsync(Model, [Predicted("a", 1), Predicted("b", 1)]);

        var refusal = await Assert.ThrowsAsync<ArgumentException>(
            () => Log.RecordOutcomesAsync(Model, [True("a", 1), True("b", outcome)]));

        Assert.Contains("rows[1].Outcome is ", refusal.Message);
        Assert.Empty(await Log.LabelledAfterAsync(Model, 0, 10));
    }

    [Fact]
    public async Task Malformed_rows_are_refused_by_field_value_and_rule()
    {
        (string Message, PredictionRow Row)[] refused =
        [
            ("rows[0].PredictionId is ''", Predicted("", 1)),
            ("rows[0].PredictionId is 'a\0b'; it must not contain the character NUL.", Predicted("a\0b", 1)),
            ("rows[0].Version is ''", Predicted("a", 1) with { Version = "" }),
            ("rows[0].Features has 16385 values; it must have at most 16384.",
                Predicted("a", 1) with { Features = new float[16_385] }),
        ];
        foreach (var (message, row) in refused)
        {
            var refusal = await Assert.ThrowsAsync<ArgumentException>(() => Log.AppendPredictionsAsync(Model, [row]));
            Assert.Contains(message, refusal.Message);
        }
    }

    [Fact]
    public async Task Ids_that_the_server_made_join_as_those_of_callers_do()
    {
        var (first, second) = (Made(1, 7), Made(2, 7));

        Assert.Equal(
            Stored(3), (await Log.AppendPredictionsAsync(Model, [first, Predicted("own", 1), second])).Statuses);
        Assert.Equal(
            [RecordStatus.Stored, RecordStatus.Stored, RecordStatus.UnknownPrediction],
            await Log.RecordOutcomesAsync(
                Model, [True(second.PredictionId, 2), True("own", 3), True(Made(2, 8).PredictionId, 4)]));

        Assert.Equal(
            [(second.PredictionId, 2), ("own", 3)],
            (await Log.LabelledAfterAsync(Model, 0, 10)).Select(row => (row.PredictionId, (int)row.Outcome)));
        Assert.Equal(new ObservationCounts(3, 2, first.At, second.At), await Log.CountAsync(Model));
    }

    [Fact]
    public async Task An_id_that_the_server_made_is_found_again_when_it_comes_again()
    {
        var made = Made(1, 7);
        var history = new HistoryRow(Made(3, 9).PredictionId, Start.AddHours(3), [1], 3, Start.AddHours(4));
        await Log.AppendPredictionsAsync(Model, [made]);

        Assert.Equal(
            [RecordStatus.Stored, RecordStatus.Duplicate, RecordStatus.Conflict, RecordStatus.Stored],
            (await Log.AppendPredictionsAsync(
                Model, [Made(2, 1), made, made with { Prediction = 9 }, Predicted("own", 1)])).Statuses);
        Assert.Equal(
            [RecordStatus.Conflict, RecordStatus.Stored, RecordStatus.Duplicate],
            await Log.ImportAsync(
                Model, [history with { PredictionId = made.PredictionId, At = made.At }, history, history]));
        Assert.Equal([RecordStatus.Duplicate], await Log.ImportAsync(Model, [history]));
        Assert.Equal(3, (await Log.CountAsync(Model)).Predictions);
    }

    [Fact]
    public async Task An_id_that_tells_another_time_than_its_row_is_refused()
    {
        var made = Made(1, 7);

        var refusal = await Assert.ThrowsAsync<ArgumentException>(
            () => Log.AppendPredictionsAsync(Model, [made, made with { At = made.At.AddMilliseconds(1) }]));

        Assert.Contains($"rows[1].PredictionId is '{made.PredictionId}', which tells another time", refusal.Message);
    }

    [Fact]
    public async Task Deleted_ids_of_either_kind_may_come_again()
    {
        PredictionRow[] rows = [Made(1, 7), Predicted("own", 1)];
        await Log.AppendPredictionsAsync(Model, rows);

        Assert.Equal(2, await Log.DeleteBeforeAsync(Model, Start.AddDays(1), 10));

        Assert.Equal(Stored(2), (await Log.AppendPredictionsAsync(Model, rows)).Statuses);
    }

    [Fact]
    public async Task An_empty_batch_changes_nothing()
    {
        Assert.Empty((await Log.AppendPredictionsAsync(Model, [])).Statuses);
        Assert.Empty(await Log.RecordOutcomesAsync(Model, []));
        Assert.Empty(await Log.ImportAsync(Model, []));
        Assert.Equal(new ObservationCounts(0, 0, null, null), await Log.CountAsync(Model));
    }

    [Fact]
    public async Task Models_do_not_see_each_others_observations()
    {
        await Log.AppendPredictionsAsync("one", [Predicted("a", 1)]);
        await Log.AppendPredictionsAsync("two", [Predicted("a", 2)]);

        Assert.Equal([RecordStatus.UnknownPrediction], await Log.RecordOutcomesAsync("three", [True("a", 1)]));
        Assert.Equal([RecordStatus.Stored], await Log.RecordOutcomesAsync("two", [True("a", 1)]));
        Assert.Empty(await Log.LabelledAfterAsync("one", 0, 10));
        Assert.Equal(2, Assert.Single(await Log.LabelledAfterAsync("two", 0, 10)).Prediction);
    }

    [Fact]
    public async Task Ids_of_any_script_are_kept_apart()
    {
        string[] ids = ["a", "A", "á", "a\u0301", "日本", "🙂", " ", "a'b\"c--"];
        await Log.AppendPredictionsAsync(Model, [.. ids.Select((id, i) => Predicted(id, i))]);
        var statuses = await Log.RecordOutcomesAsync(Model, [.. ids.Select(id => True(id, 1))]);

        Assert.All(statuses, status => Assert.Equal(RecordStatus.Stored, status));
        Assert.Equal(ids, (await Log.LabelledAfterAsync(Model, 0, 100)).Select(row => row.PredictionId));
    }

    private static PredictionRow Predicted(string id, int hour) =>
        new(id, Start.AddHours(hour), [hour, float.NaN, -1.5f], hour, "v1");

    private static PredictionRow Made(int hour, ulong number) =>
        Predicted(TimedId.Make(Start.AddHours(hour), number), hour);

    private static IEnumerable<RecordStatus> Stored(int rows) => Enumerable.Repeat(RecordStatus.Stored, rows);

    private static OutcomeRow True(string id, double outcome) => new(id, outcome, Start.AddDays(1));
}
