using RetrainGrains.Domain.Observations;

namespace RetrainGrains.Storage.Tests.Observations;

/// <summary>All that the log knows is read on from a mark: predictions and history, with and without outcome.</summary>
public abstract class LoggedCompliance(DatabaseHome home) : DatabaseCompliance(home)
{
    private static readonly DateTimeOffset End = Start.AddDays(1);

    private IObservationLog Log => Database.Observations;

    [Fact]
    public async Task A_row_comes_with_all_that_the_log_knows_of_it()
    {
        await Log.AppendPredictionsAsync(Model,
        [
            Predicted("known", 1, "1.0.0") with { Features = [2, float.NaN], Entity = "anna" },
            Predicted("open", 2, "1.0.1") with { Prediction = double.NaN },
        ]);
        await Log.RecordOutcomesAsync(Model, [new OutcomeRow("known", 7, Start.AddHours(5))]);
        await Log.ImportAsync(Model, [new HistoryRow("history", Start, [3], 4, Start.AddHours(1)) { Entity = "ben" }]);
        await Log.AppendPredictionsAsync("other", [Predicted("strange", 1, "1.0.0")]);

        var rows = await Log.LoggedAfterAsync(Model, PredictionMark.Before(Start), End, null, 10);

        Assert.Equal([[3], [2, float.NaN], [2]], rows.Select(row => row.Features));
        Assert.Equal(
            [
                new LoggedRow("history", Start, [], double.NaN, "", 4, Start.AddHours(1)) { Entity = "ben" },
                new LoggedRow("known", Start.AddHours(1), [], 1, "1.0.0", 7, Start.AddHours(5)) { Entity = "anna" },
                new LoggedRow("open", Start.AddHours(2), [], double.NaN, "1.0.1", double.NaN, null),
            ],
            rows.Select(row => row with { Features = [] }));
    }

    [Fact]
    public async Task Rows_are_those_of_a_span_of_time_and_of_one_version()
    {
        await Log.AppendPredictionsAsync(Model,
        [
            Predicted("a", 1, "1.0.0"), Predicted("b", 2, "1.0.1"), Predicted("c", 3, "1.0.0"),
            Predicted("d", 4, "1.0.0"),
        ]);
        await Log.ImportAsync(Model, [new HistoryRow("history", Start.AddHours(2), [1], 1, End)]);

        Assert.Equal(["b", "history", "c"], await IdsAsync(Start.AddHours(2), Start.AddHours(4), null));
        Assert.Equal(["a", "c"], await IdsAsync(Start, Start.AddHours(4), "1.0.0"));
        Assert.Equal(["history"], await IdsAsync(Start, End, ""));
        Assert.Empty(await IdsAsync(Start, End, "9.0.0"));
    }

    [Fact]
    public async Task Withdrawn_rows_are_left_out()
    {
        await CreateAsync();
        await Log.AppendPredictionsAsync(Model, [Predicted("a", 1, "1.0.0"), Predicted("b", 2, "1.0.0")]);
        await Database.Models.RepairAsync(
            Model, new FactWithdrawal(new RowSelection { Ids = ["a"] }, null, 9), _ => Commit(1));

        Assert.Equal(["b"], await IdsAsync(Start, End, null));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)]
    public async Task Pages_of_any_size_hold_every_row_once(int limit)
    {
        await Log.AppendPredictionsAsync(
            Model, [.. Enumerable.Range(0, 20).Select(i => Predicted($"p{i}", i % 4, "1.0.0"))]);
        var ids = new List<string>();
        for (var mark = PredictionMark.Before(Start); ;)
        {
            var page = await Log.LoggedAfterAsync(Model, mark, End, null, limit);
            ids.AddRange(page.Select(row => row.PredictionId));
            if (page.Count < limit) break;
            mark = page[^1].Mark;
        }

        Assert.Equal(await IdsAsync(Start, End, null), ids);
        Assert.Equal(20, ids.Distinct().Count());
    }

    [Fact]
    public async Task A_limit_out_of_range_is_refused() => await Assert.ThrowsAnyAsync<ArgumentException>(
        () => Log.LoggedAfterAsync(Model, PredictionMark.Before(Start), End, null, 0));

    private async Task<string[]> IdsAsync(DateTimeOffset from, DateTimeOffset before, string? version) =>
    [
        .. (await Log.LoggedAfterAsync(Model, PredictionMark.Before(from), before, version, 1_000))
            .Select(row => row.PredictionId),
    ];

    private static PredictionRow Predicted(string id, int hour, string version) =>
        new(id, Start.AddHours(hour), [hour], hour, version);
}
