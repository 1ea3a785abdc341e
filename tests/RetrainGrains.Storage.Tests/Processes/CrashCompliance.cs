using System.Globalization;

namespace RetrainGrains.Storage.Tests.Processes;

/// <summary>A writer that is killed anywhere leaves whole commits behind, and all that it was told of.</summary>
public abstract class CrashCompliance(SharedDatabaseHome home) : SharedDatabaseCompliance(home)
{
    private static readonly int Kills = Environment.GetEnvironmentVariable("RETRAINGRAINS_LONG_TESTS") == "1" ? 20 : 5;

    [Fact]
    public async Task Whatever_was_acknowledged_is_there_after_the_process_is_killed()
    {
        var random = new Random(20261121);
        for (var kill = 0; kill < Kills; kill++)
        {
            var acknowledged = await WriteUntilKilledAsync(random.Next(1, 60));
            Home.AwaitLastWrites();
            await AssertWholeAsync(acknowledged);
        }
    }

    // The child goes on while this process reads its last line, so the kill falls anywhere in a transaction.
    private async Task<Dictionary<string, long>> WriteUntilKilledAsync(int lines)
    {
        using var child = ChildProcess.Start(CrashingWriter.Name, Home.Address);
        var acknowledged = new Dictionary<string, long>();
        while (await child.HearAsync() is { } line)
        {
            var parts = line.Split(' ');
            acknowledged[parts[0]] = long.Parse(parts[1], CultureInfo.InvariantCulture);
            if (--lines == 0) child.Kill();
        }
        await child.EndAsync();
        Assert.True(lines <= 0, "The child ended before it was killed.");
        return acknowledged;
    }

    private async Task AssertWholeAsync(Dictionary<string, long> acknowledged)
    {
        await using var database = Home.Open();
        await database.MigrateAsync();
        var model = await database.Models.FindAsync(CrashingWriter.Model);
        var counts = await database.Observations.CountAsync(CrashingWriter.Model);
        var (revision, rows) = (model?.Revision ?? 0, CrashingWriter.Rows);
        Assert.True(revision > acknowledged.GetValueOrDefault("committed", -1));
        Assert.True(counts.Predictions >= rows * (acknowledged.GetValueOrDefault("predicted", -1) + 1));
        Assert.True(counts.Outcomes >= rows * (acknowledged.GetValueOrDefault("recorded", -1) + 1));
        Assert.Equal((0, 0), (counts.Predictions % rows, counts.Outcomes % rows));
        await AssertJoinedAsync(database, counts.Outcomes);
        await AssertRevisionIsWholeAsync(database, revision);
    }

    private static async Task AssertJoinedAsync(IDatabase database, long outcomes)
    {
        var matured = await database.Observations.LabelledAfterAsync(CrashingWriter.Model, 0, 100_000);
        Assert.Equal(outcomes, matured.Count);
        for (var i = 0; i < matured.Count; i++)
        {
            var id = CrashingWriter.PredictionId(i / CrashingWriter.Rows, i % CrashingWriter.Rows);
            Assert.Equal((i + 1, id, matured[i].Features[0]),
                (matured[i].Sequence, matured[i].PredictionId, matured[i].Outcome));
        }
    }

    private static async Task AssertRevisionIsWholeAsync(IDatabase database, long revision)
    {
        var ledger = await database.Models.VerifyLedgerAsync(CrashingWriter.Model);
        var serving = await database.Serving.ChangedSinceAsync(0, 10);
        var effects = await database.Outbox.PendingAsync(null, CrashingWriter.Start.AddYears(9), 100_000);
        var windows = await database.Models.WindowsAsync(CrashingWriter.Model, 0);
        Assert.Equal(new LedgerVerification(revision * CrashingWriter.Lines, null, null), ledger);
        Assert.Equal(revision == 0 ? [] : [$"v{revision}"], serving.Select(change => change.Row.Version));
        Assert.Equal((revision, revision), (effects.Count, windows.Count));
    }
}
