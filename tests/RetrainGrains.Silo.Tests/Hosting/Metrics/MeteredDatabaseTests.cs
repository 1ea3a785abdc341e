using System.Diagnostics.Metrics;
using RetrainGrains.Silo.Hosting.Metrics;
using RetrainGrains.Storage;
using RetrainGrains.Storage.Sqlite;

namespace RetrainGrains.Silo.Tests.Hosting.Metrics;

// The counters are one per process: another test's server must not count between.
[CollectionDefinition(nameof(MeteredDatabaseTests), DisableParallelization = true)]
[Collection(nameof(MeteredDatabaseTests))]
public sealed class MeteredDatabaseTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly IDatabase database = SqliteDatabase.Open(new SqliteOptions()).Metered();
    private readonly List<(string Name, object? Label)> counted = [];
    private readonly MeterListener listener = new();

    public async ValueTask InitializeAsync()
    {
        await database.MigrateAsync();
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Meter.Name == FleetMeter.Name) listening.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, _, labels, _) =>
            counted.Add((instrument.Name, labels.IsEmpty ? null : labels[0].Value)));
        listener.Start();
    }

    public async ValueTask DisposeAsync()
    {
        listener.Dispose();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task A_commit_counts_its_decisions_by_kind_and_a_late_one_counts_as_a_conflict()
    {
        var commit = new ModelCommit
        {
            ModelId = "m",
            ModelType = "t",
            ExpectedRevision = 0,
            State = "{}",
            At = Start,
            Ledger = [new LedgerAppend(Start, "metered-a", "{}"), new LedgerAppend(Start, "metered-b", "{}")],
        };
        await database.Models.CommitAsync(commit);
        await database.Models.CommitAsync(commit);
        Assert.Equal(
            [("retraingrains.decisions", "metered-a"), ("retraingrains.decisions", "metered-b"),
                ("retraingrains.commits.conflicts", null)],
            counted);
    }

    [Fact]
    public async Task A_training_is_counted_once_by_how_it_ended()
    {
        await database.Models.CommitAsync(new ModelCommit
        {
            ModelId = "m",
            ModelType = "t",
            ExpectedRevision = 0,
            State = "{}",
            At = Start,
            NewRuns = [new RunRow("r", "m", RunStatus.Queued, 0, "age", Start, "{}")],
        });
        await database.Runs.StartAsync("r", Start);
        var attempt = await database.Runs.TakeChallengerAsync("r", 0, Start);
        for (var i = 0; i < 2; i++)
        {
            await database.Runs.FinishChallengerAsync("r", 0, attempt, ChallengerStatus.Failed, null, "{}", 1);
        }
        Assert.Equal([("retraingrains.challengers", "failed")], counted);
    }
}
