namespace RetrainGrains.Storage.Tests.Processes;

/// <summary>A process that was frozen while others went on cannot undo what they did.</summary>
public abstract class StaleWriterCompliance(SharedDatabaseHome home) : SharedDatabaseCompliance(home)
{
    [Fact]
    public async Task A_writer_that_was_frozen_while_another_committed_is_refused_and_stores_nothing()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signal that freezes a process.");
        await Database.Models.CommitAsync(StaleWriter.Commit(0, "first"));
        using var child = ChildProcess.Start(StaleWriter.Name, Home.Address);
        Assert.Equal("found 1", await child.HearAsync());

        await child.SignalAsync("STOP");
        await child.TellAsync("commit");
        Assert.True((await Database.Models.CommitAsync(StaleWriter.Commit(1, "second"))).Committed);
        await child.SignalAsync("CONT");

        Assert.Equal("RevisionMismatch 2", await child.HearAsync());
        await child.EndAsync();
        Assert.Equal("\"second\"", (await Database.Models.FindAsync(StaleWriter.Model))?.State);
        Assert.Equal(
            ["first", "second"], (await Database.Models.LedgerAsync(StaleWriter.Model, 1, 10)).Select(row => row.Body));
        Assert.Equal("second-2", Assert.Single(await Database.Serving.ChangedSinceAsync(0, 10)).Row.Version);
        Assert.Equal(
            ["first", "second"],
            (await Database.Outbox.PendingAsync(null, Start, 10)).Select(effect => effect.Body));
    }
}
