using RetrainGrains.Domain.Observations;

namespace RetrainGrains.Storage.Tests.Observations;

/// <summary>Predictions are read on from a mark, each once, whether or not their outcome is known.</summary>
public abstract class PredictionCompliance(DatabaseHome home) : DatabaseCompliance(home)
{
    private IObservationLog Log => Database.Observations;

    [Fact]
    public async Task Predictions_come_in_the_order_of_their_time_and_ties_by_id()
    {
        await Log.AppendPredictionsAsync(Model, [Predicted("c", 2), Predicted("b", 1), Predicted("a", 2)]);
        await Log.AppendPredictionsAsync(Model, [Predicted("B", 1)]);

        Assert.Equal(["B", "b", "a", "c"], await IdsAsync(PredictionMark.Before(Start), Start.AddDays(1)));
    }

    [Fact]
    public async Task A_prediction_comes_back_as_it_was_stored()
    {
        var row = Predicted("a", 1) with { Features = [2, float.NaN], Prediction = double.NaN };
        await Log.AppendPredictionsAsync(Model, [row]);

        var read = Assert.Single(
            await Log.PredictedAfterAsync(Model, PredictionMark.Before(Start), Start.AddDays(1), 10));

        Assert.Equal([2, float.NaN], read.Features);
        Assert.Equal(row with { Features = read.Features }, read);
    }

    [Fact]
    public async Task Reading_goes_on_after_the_mark_and_ends_before_the_time()
    {
        await Log.AppendPredictionsAsync(Model, [.. "abcd".Select(id => Predicted(id.ToString(), 1))]);
        await Log.AppendPredictionsAsync(Model, [Predicted("A", 2), Predicted("A later", 3)]);

        Assert.Equal(["c", "d", "A"], await IdsAsync(new(Start.AddHours(1), "b"), Start.AddHours(3)));
        Assert.Equal(["a", "b", "c", "d"], await IdsAsync(PredictionMark.Before(Start.AddHours(1)), Start.AddHours(2)));
        Assert.Empty(await IdsAsync(new(Start.AddHours(3), "A later"), Start.AddDays(9)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(100)]
    public async Task Pages_of_any_size_hold_every_prediction_once(int limit)
    {
        await Log.AppendPredictionsAsync(Model, [.. Enumerable.Range(0, 20).Select(i => Predicted($"p{i}", i % 4))]);
        var ids = new List<string>();
        for (var mark = PredictionMark.Before(Start); ;)
        {
            var page = await Log.PredictedAfterAsync(Model, mark, Start.AddDays(1), limit);
            ids.AddRange(page.Select(row => row.PredictionId));
            if (page.Count < limit) break;
            mark = new(page[^1].At, page[^1].PredictionId);
        }

        Assert.Equal(await IdsAsync(PredictionMark.Before(Start), Start.AddDays(1)), ids);
        Assert.Equal(20, ids.Distinct().Count());
    }

    [Fact]
    public async Task History_and_other_models_are_left_out_and_known_outcomes_are_not()
    {
        await Log.AppendPredictionsAsync(Model, [Predicted("open", 1), Predicted("known", 2)]);
        await Log.AppendPredictionsAsync("other", [Predicted("strange", 1)]);
        await Log.RecordOutcomesAsync(Model, [new OutcomeRow("known", 1, Start.AddDays(1))]);
        await Log.ImportAsync(Model, [new HistoryRow("history", Start.AddHours(1), [1], 1, Start)]);

        Assert.Equal(["open", "known"], await IdsAsync(PredictionMark.Before(Start), Start.AddDays(1)));
        Assert.Empty(await Log.PredictedAfterAsync("nobody", PredictionMark.Before(Start), Start.AddDays(1), 10));
    }

    [Fact]
    public async Task A_limit_out_of_range_is_refused() => await Assert.ThrowsAnyAsync<ArgumentException>(
        () => Log.PredictedAfterAsync(Model, PredictionMark.Before(Start), Start.AddDays(1), 0));

    private async Task<string[]> IdsAsync(PredictionMark mark, DateTimeOffset before) =>
        [.. (await Log.PredictedAfterAsync(Model, mark, before, 1_000)).Select(row => row.PredictionId)];

    private static PredictionRow Predicted(string id, int hour) => new(id, Start.AddHours(hour), [hour], hour, "v1");
}
