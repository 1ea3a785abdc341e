using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using RetrainGrains.Server.Hosting.Metrics;
using RetrainGrains.Storage;
using RetrainGrains.Storage.Sqlite;

namespace RetrainGrains.Server.Tests.Hosting.Metrics;

public sealed class FleetPollTests : IAsyncLifetime
{
    private readonly FakeTimeProvider clock = new();
    private readonly DateTimeOffset start;
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly SqliteDatabase database = SqliteDatabase.Open(new SqliteOptions());

    public FleetPollTests() => start = clock.GetUtcNow();

    public async ValueTask InitializeAsync() => await database.MigrateAsync();

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task What_waits_shows_with_its_number_and_its_age()
    {
        await database.Models.CommitAsync(new ModelCommit
        {
            ModelId = "m",
            ModelType = "t",
            ExpectedRevision = 0,
            State = "{}",
            At = start,
            NewRuns = [new RunRow("r1", "m", RunStatus.Queued, 0, "age", start, "{}"),
                new RunRow("r2", "m", RunStatus.Queued, 0, "age", start.AddSeconds(5), "{}")],
            Outbox = [new OutboxAppend("notify", "{}")],
            Schedule = new ScheduleRow("m", 3, start.AddSeconds(30)),
        });
        await database.Runs.StartAsync("r1", start);
        clock.Advance(TimeSpan.FromSeconds(90));
        var gauges = await LookAsync(database);
        Assert.Equal(1, gauges["retraingrains.database.up"]);
        Assert.Equal(1, gauges["retraingrains.runs queued"]);
        Assert.Equal(1, gauges["retraingrains.runs running"]);
        Assert.Equal(90, gauges["retraingrains.runs.age"]);
        Assert.Equal(1, gauges["retraingrains.outbox"]);
        Assert.Equal(90, gauges["retraingrains.outbox.age"]);
        Assert.Equal(60, gauges["retraingrains.checks.lateness"]);
    }

    [Fact]
    public async Task An_idle_fleet_reads_zero()
    {
        var gauges = await LookAsync(database);
        Assert.Equal(1, gauges["retraingrains.database.up"]);
        Assert.Equal(7, gauges.Count);
        gauges.Remove("retraingrains.database.up");
        Assert.All(gauges.Values, value => Assert.Equal(0, value));
    }

    [Fact]
    public async Task A_database_that_does_not_answer_reads_as_down_and_hides_what_is_not_known()
    {
        await using var empty = SqliteDatabase.Open(new SqliteOptions());
        var gauge = Assert.Single(await LookAsync(empty));
        Assert.Equal(new("retraingrains.database.up", 0), gauge);
    }

    private async Task<Dictionary<string, double>> LookAsync(IDatabase looked)
    {
        var factory = services.GetRequiredService<IMeterFactory>();
        using var poll = new FleetPoll(looked, clock, factory);
        await poll.LookAsync(CancellationToken.None);
        var gauges = new Dictionary<string, double>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Meter.Scope == factory) listening.EnableMeasurementEvents(instrument);
            },
        };
        void Keep(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> labels) =>
            gauges.Add(labels.IsEmpty ? instrument.Name : $"{instrument.Name} {labels[0].Value}", value);
        listener.SetMeasurementEventCallback<int>((instrument, value, labels, _) => Keep(instrument, value, labels));
        listener.SetMeasurementEventCallback<double>((instrument, value, labels, _) => Keep(instrument, value, labels));
        listener.Start();
        listener.RecordObservableInstruments();
        return gauges;
    }
}
