namespace RetrainGrains.Storage.Tests.Observations;

/// <summary>
/// The rows that are read back: the same at every reading, in a stated order, until they are deleted.
/// </summary>
public abstract class TrainingSetCompliance(DatabaseHome home) : DatabaseCompliance(home)
{
    private IObservationLog Log => Database.Observations;

    [Fact]
    public async Task Matured_rows_are_paged_in_the_order_they_were_stored()
    {
        await ImportAsync(5, 3, 4, 1, 2);

        var first = await Log.LabelledAfterAsync(Model, 0, 2);
        var rest = await Log.LabelledAfterAsync(Model, first[^1].Sequence, 10);

        Assert.Equal(["h5", "h3"], first.Select(row => row.PredictionId));
        Assert.Equal(["h4", "h1", "h2"], rest.Select(row => row.PredictionId));
    }

    [Fact]
    public async Task A_training_set_is_in_time_order_with_its_end_left_out()
    {
        await ImportAsync(5, 3, 4, 1, 2);

        var rows = await Log.MaturedBetweenAsync(Model, Start.AddHours(2), Start.AddHours(5), long.MaxValue);

        Assert.Equal(["h2", "h3", "h4"], rows.Select(row => row.PredictionId));
    }

    [Fact]
    public async Task Ties_in_time_are_broken_by_id()
    {
        string[] ids = ["b", "é", "B", "a"];
        await Log.ImportAsync(Model, [.. ids.Select(id => new HistoryRow(id, Start, [], 1, Start))]);

        var rows = await Log.MaturedBetweenAsync(Model, Start, Start.AddHours(1), long.MaxValue);

        Assert.Equal(["B", "a", "b", "é"], rows.Select(row => row.PredictionId));
    }

    [Fact]
    public async Task A_training_set_stays_the_same_when_outcomes_come_late()
    {
        await Log.AppendPredictionsAsync(Model, [new PredictionRow("late", Start.AddHours(2), [], 1, "v1")]);
        await ImportAsync(1, 3);
        var through = (await Log.LabelledAfterAsync(Model, 0, 10))[^1].Sequence;

        await Log.RecordOutcomesAsync(Model, [new OutcomeRow("late", 1, Start.AddDays(1))]);

        var then = await Log.MaturedBetweenAsync(Model, Start, Start.AddDays(1), through);
        var now = await Log.MaturedBetweenAsync(Model, Start, Start.AddDays(1), through + 1);
        Assert.Equal(["h1", "h3"], then.Select(row => row.PredictionId));
        Assert.Equal(["h1", "late", "h3"], now.Select(row => row.PredictionId));
    }

    [Fact]
    public async Task Counts_cover_predictions_outcomes_and_the_time_between()
    {
        await Log.AppendPredictionsAsync(Model, [new PredictionRow("p", Start.AddHours(9), [], 1, "v1")]);
        await ImportAsync(1, 3);

        Assert.Equal(new ObservationCounts(1, 2, Start.AddHours(1), Start.AddHours(9)), await Log.CountAsync(Model));
    }

    [Fact]
    public async Task Old_rows_are_deleted_oldest_first_up_to_the_limit()
    {
        await Log.AppendPredictionsAsync(Model, [new PredictionRow("p", Start.AddHours(2), [], 1, "v1")]);
        await ImportAsync(5, 3, 4, 1);

        Assert.Equal(2, await Log.DeleteBeforeAsync(Model, Start.AddHours(4), 2));
        Assert.Equal(new ObservationCounts(0, 3, Start.AddHours(3), Start.AddHours(5)), await Log.CountAsync(Model));
        Assert.Equal(1, await Log.DeleteBeforeAsync(Model, Start.AddHours(4), 2));
        Assert.Equal(0, await Log.DeleteBeforeAsync(Model, Start.AddHours(4), 2));
        Assert.Equal(["h5", "h4"], (await Log.LabelledAfterAsync(Model, 0, 10)).Select(row => row.PredictionId));
    }

    [Fact]
    public async Task A_sequence_is_not_given_again_after_everything_was_deleted()
    {
        await ImportAsync(1, 2);
        await Log.DeleteBeforeAsync(Model, Start.AddDays(1), 10);

        await ImportAsync(3);

        Assert.Equal(3, Assert.Single(await Log.LabelledAfterAsync(Model, 2, 10)).Sequence);
    }

    private Task<IReadOnlyList<RecordStatus>> ImportAsync(params int[] hours) => Log.ImportAsync(
        Model,
        [.. hours.Select(hour => new HistoryRow($"h{hour}", Start.AddHours(hour), [hour], hour, Start.AddDays(1)))]);
}
