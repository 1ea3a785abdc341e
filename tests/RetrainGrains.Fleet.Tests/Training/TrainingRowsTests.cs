using RetrainGrains.Domain.Candidates;
using RetrainGrains.Storage.Sqlite;
using HeldRows = RetrainGrains.Fleet.Training.TrainingRows;

namespace RetrainGrains.Fleet.Tests.Training;

/// <summary>Rows of trainings are kept in memory, and no longer than the log has them as they are.</summary>
public sealed class TrainingRowsTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;

    private static readonly PlannedChallenger Plan =
        new(0, new Recipe("ridge"), Start, Start.AddDays(9), ThroughSequence: 100, Seed: 1);

    [Fact]
    public async Task Rows_of_a_repaired_log_are_let_go_before_anybody_asks_for_them_again()
    {
        await using var database = SqliteDatabase.Open(new SqliteOptions());
        await FillAsync(database, "erased");
        await FillAsync(database, "other");
        var rows = new HeldRows(database.Observations);
        Assert.Equal(10, (await rows.ReadAsync("erased", Plan)).Count);
        Assert.Equal(10, (await rows.ReadAsync("other", Plan)).Count);
        var erasure = new EntityErasure("anna", Start.AddDays(9), 100);
        await database.Models.RepairAsync("erased", erasure, _ => Commit("erased", 1));

        await rows.DropStaleAsync();

        Assert.Equal(10, rows.Held);
        Assert.Equal(5, (await rows.ReadAsync("erased", Plan)).Count);
        Assert.Equal(15, rows.Held);
    }

    [Fact]
    public async Task Rows_that_are_deleted_with_their_model_are_read_by_no_later_one_of_the_same_name()
    {
        await using var database = SqliteDatabase.Open(new SqliteOptions());
        await FillAsync(database, "m");
        var rows = new HeldRows(database.Observations);
        await rows.ReadAsync("m", Plan);
        await database.Models.EraseAsync("m");
        await database.Observations.DeleteBeforeAsync("m", DateTimeOffset.MaxValue, 100);

        await rows.DropStaleAsync();

        Assert.Equal(0, rows.Held);
        await database.Observations.ImportAsync("m", [new HistoryRow("new", Start, [1], 1, Start)]);
        Assert.Equal("new", Assert.Single(await rows.ReadAsync("m", Plan)).PredictionId);
    }

    private static async Task FillAsync(SqliteDatabase database, string modelId)
    {
        await database.MigrateAsync();
        await database.Models.CommitAsync(Commit(modelId, 0));
        await database.Observations.ImportAsync(modelId, [.. Enumerable.Range(0, 10).Select(i => new HistoryRow(
            $"row {i}", Start.AddHours(i), [i], i, Start.AddHours(i)) { Entity = i % 2 == 0 ? "anna" : "" })]);
    }

    private static ModelCommit Commit(string modelId, long revision) =>
        new() { ModelId = modelId, ExpectedRevision = revision, ModelType = "regression", State = "{}", At = Start };
}
