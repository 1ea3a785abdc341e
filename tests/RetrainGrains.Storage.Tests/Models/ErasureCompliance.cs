namespace RetrainGrains.Storage.Tests.Models;

/// <summary>An erased model leaves nothing behind in any table of models, and others keep all of theirs.</summary>
public abstract class ErasureCompliance(DatabaseHome home) : DatabaseCompliance(home)
{
    private const string Other = "other";

    [Fact]
    public async Task An_erased_model_is_gone_with_its_ledger_run_effects_and_serving_row()
    {
        await FillAsync(Model);
        await FillAsync(Other);

        Assert.True(await Database.Models.EraseAsync(Model));

        Assert.Null(await Database.Models.FindAsync(Model));
        Assert.Empty(await Database.Models.LedgerAsync(Model, 1, 10));
        Assert.Empty(await Database.Models.WindowsAsync(Model, long.MinValue));
        Assert.Null(await Database.Models.FindRequestAsync(Model, "r"));
        Assert.Null(await Database.Runs.FindAsync($"{Model}/run-1"));
        Assert.Empty(await Database.Runs.ChallengersAsync($"{Model}/run-1"));
        Assert.Equal([Other], (await Database.Serving.ChangedSinceAsync(0, 10)).Select(change => change.Row.ModelId));
        var due = await Database.Schedules.DueAsync(0, DateTimeOffset.MaxValue, 10);
        Assert.Equal([Other], due.Select(row => row.ModelId));
        Assert.Empty(await Database.Outbox.PendingAsync(Model, DateTimeOffset.MaxValue, 10));
        Assert.Single(await Database.Outbox.PendingAsync(Other, DateTimeOffset.MaxValue, 10));
        Assert.Equal(new LedgerVerification(1, null, null), await Database.Models.VerifyLedgerAsync(Other));
    }

    [Fact]
    public async Task Under_the_id_of_an_erased_model_another_can_begin_from_nothing()
    {
        await FillAsync(Model);
        await Database.Models.EraseAsync(Model);

        await FillAsync(Model);

        Assert.Equal(1, (await Database.Models.FindAsync(Model))!.Revision);
        Assert.Equal(new LedgerVerification(1, null, null), await Database.Models.VerifyLedgerAsync(Model));
    }

    [Fact]
    public async Task A_model_that_is_not_there_is_not_erased()
    {
        Assert.False(await Database.Models.EraseAsync("nobody"));
    }

    private async Task FillAsync(string modelId)
    {
        var runId = $"{modelId}/run-1";
        var result = await Database.Models.CommitAsync(Commit(0, modelId) with
        {
            Ledger = [Line(1)],
            Windows = [new WindowRow(1, [1])],
            Request = new RequestRow("r", "done"),
            Serving = new ServingRow(modelId, "1.0.0", "a", "{}"),
            Schedule = new ScheduleRow(modelId, 0, Start),
            Outbox = [new OutboxAppend("notify", "{}")],
            NewRuns = [new RunRow(runId, modelId, RunStatus.Queued, 0, "manual", Start, "{}")],
        });
        Assert.Equal(CommitStatus.Committed, result.Status);
        Assert.Equal(1, await Database.Runs.TakeChallengerAsync(runId, 0, Start));
    }
}
