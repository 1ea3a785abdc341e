using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Triggers;

namespace RetrainGrains.Fleet.Tests.Scheduling;

public sealed class ScheduleGrainTests
{
    private const string Hourly = """{ "schedule": { "checkEvery": "1h" } }""";

    [Fact]
    public void Each_model_is_woken_once_per_interval() => TestFleet.Run(async fleet =>
    {
        string[] models = [.. Enumerable.Range(0, 20).Select(i => $"station {i}")];
        foreach (var model in models) await new StationFleet(fleet, new Station(1), model).RegisterAsync(Hourly);
        await fleet.PassAsync(TimeSpan.FromDays(2));
        Assert.Equal(models.Order(StringComparer.Ordinal), fleet.ScheduledChecks.Keys.Order(StringComparer.Ordinal));
        foreach (var times in fleet.ScheduledChecks.Values)
        {
            Assert.Equal(48, times.Count);
            Assert.All(times.Zip(times.Skip(1)), pair => Assert.Equal(TimeSpan.FromHours(1), pair.Second - pair.First));
        }
    });

    [Fact]
    public void F29_the_first_training_starts_seconds_after_the_last_batch_of_history() => TestFleet.Run(async fleet =>
    {
        var station = new StationFleet(fleet, new Station(1));
        await station.RegisterAsync("""{ "schedule": { "checkEvery": "6h" } }""");
        await fleet.PassAsync(TimeSpan.FromMinutes(1));
        await station.ImportAsync();

        // Batch after batch puts it off, and the model says until when.
        for (var batch = 0; batch < 5; batch++)
        {
            await station.Grain.OutcomesArrived();
            Assert.Equal(fleet.Now.AddSeconds(10), (await station.ViewAsync()).NextCheck);
            await fleet.PassAsync(TimeSpan.FromSeconds(9));
            Assert.Null((await station.ViewAsync()).State.LastCheck);
        }
        await fleet.PassAsync(TimeSpan.FromSeconds(1));

        var view = await station.ViewAsync();
        Assert.Equal(("station/run-1", fleet.Now), (view.State.Run!.RunId, view.State.LastCheck!.Value));
        await fleet.PassAsync(TimeSpan.FromMinutes(10));
        Assert.NotNull((await station.ViewAsync()).State.Champion);
    });

    [Fact]
    public void F29_a_check_that_was_asked_for_meanwhile_is_the_first_one() => TestFleet.Run(async fleet =>
    {
        var station = new StationFleet(fleet, new Station(1));
        await station.RegisterAsync("""{ "schedule": { "checkEvery": "6h" } }""");
        await station.ImportAsync();
        await station.Grain.OutcomesArrived();

        await station.Grain.Check(dryRun: false);

        var view = await station.ViewAsync();
        Assert.True(view.NextCheck > fleet.Now.AddMinutes(1));
        await fleet.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(view.State.LastCheck, (await station.ViewAsync()).State.LastCheck);
    });

    [Fact]
    public void F29_too_little_history_for_a_training_waits_for_the_schedule() => TestFleet.Run(async fleet =>
    {
        var station = new StationFleet(fleet, new Station(1));
        await station.RegisterAsync(Hourly);
        await fleet.Database.Observations.ImportAsync("station", [new Station(1).History(-1)]);

        await station.Grain.OutcomesArrived();
        await fleet.PassAsync(TimeSpan.FromMinutes(1));

        Assert.Null((await station.ViewAsync()).State.LastCheck);
    });

    [Fact]
    public void What_was_missed_while_down_is_caught_up_once() => TestFleet.Run(async fleet =>
    {
        await new StationFleet(fleet, new Station(1)).RegisterAsync(Hourly);
        await fleet.PassAsync(TimeSpan.FromHours(5.5));
        await fleet.StopAsync();
        var before = fleet.ScheduledChecks["station"].Count;
        await fleet.PassAsync(TimeSpan.FromDays(3));
        Assert.Equal(before, fleet.ScheduledChecks["station"].Count);
        await fleet.StartAsync();
        await fleet.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(before + 1, fleet.ScheduledChecks["station"].Count);
        await fleet.PassAsync(TimeSpan.FromHours(10));
        Assert.Equal(before + 11, fleet.ScheduledChecks["station"].Count);
    });

    [Fact]
    public void A_model_that_fails_to_wake_does_not_hold_up_its_shard() => TestFleet.Run(async fleet =>
    {
        string[] shard = 
        [
            .. Enumerable.Range(0, 500).Select(i => $"station {i}").Where(id => Shards.Of(id) == 3).Take(5),
        ];
        fleet.Uncheckable = shard[0];
        foreach (var model in shard) await new StationFleet(fleet, new Station(1), model).RegisterAsync(Hourly);
        await fleet.PassAsync(TimeSpan.FromHours(10));
        foreach (var model in shard.Skip(1)) Assert.Equal(10, fleet.ScheduledChecks[model].Count);
        Assert.True(fleet.ScheduledChecks[shard[0]].Count > 100, "it is tried again every minute");
        fleet.Uncheckable = null;
        await fleet.PassAsync(TimeSpan.FromMinutes(2));
        var healed = fleet.ScheduledChecks[shard[0]].Count;
        await fleet.PassAsync(TimeSpan.FromHours(5));
        Assert.Equal(healed + 5, fleet.ScheduledChecks[shard[0]].Count);
    });

    [Fact]
    public void A_cron_schedule_starts_a_run_at_its_moment() => TestFleet.Run(async fleet =>
    {
        var station = new StationFleet(fleet, new Station(1));
        await station.StartAsync("""
            {
              "schedule": { "checkEvery": "1h", "cron": { "expression": "0 0 2 ? * WED" } },
              "triggers": { "maximumAge": null, "minimumNewOutcomes": 1 },
              "challengers": { "recipes": ["leafwise/30d"], "trees": { "numberOfTrees": 5 } }
            }
            """);
        await station.PlayAsync(days: 9);
        var planned = (await station.LedgerAsync()).OfType<RunPlanned>().ToArray();
        Assert.Equal(
            [(TriggerKind.First, TestFleet.Start), (TriggerKind.Cron, TestFleet.Start.AddDays(2).AddHours(2))],
            planned.Select(run => (run.Cause.Kind, run.At)).Take(2));
        Assert.Equal(2, planned.Length);
    });

    [Fact]
    public void Cron_moments_that_were_missed_while_down_start_one_run() => TestFleet.Run(async fleet =>
    {
        var world = new Station(1);
        var station = new StationFleet(fleet, world);
        await station.StartAsync("""
            {
              "schedule": { "checkEvery": "1h", "cron": { "expression": "0 0 * * * ?" } },
              "triggers": {
                "maximumAge": null, "minimumNewOutcomes": 1, "cooldown": "0h", "budgetRuns": 60, "dataMaximumAge": "30d"
              },
              "challengers": { "recipes": ["leafwise/30d"], "freshShare": 0, "trees": { "numberOfTrees": 5 } }
            }
            """);
        await station.PlayAsync(days: 1);
        await fleet.PassAsync(TimeSpan.FromMinutes(30));
        Assert.Null((await station.ViewAsync()).State.Run);
        await fleet.StopAsync();
        await fleet.PassAsync(TimeSpan.FromHours(9));
        await fleet.Database.Observations.RecordOutcomesAsync("station", [world.Outcome(23)]);
        var before = (await station.RunsAsync()).Count;
        await fleet.StartAsync();
        await fleet.PassAsync(TimeSpan.FromMinutes(20));
        Assert.Equal(before + 1, (await station.RunsAsync()).Count);
    });

    [Fact]
    public void A_shorter_interval_counts_from_the_moment_it_is_set() => TestFleet.Run(async fleet =>
    {
        var station = new StationFleet(fleet, new Station(1));
        await station.RegisterAsync("""{ "schedule": { "checkEvery": "30d" } }""");
        await fleet.PassAsync(TimeSpan.FromHours(1));
        await station.Grain.SetPolicy(new("ann", """{ "schedule": { "checkEvery": "10m" } }""", 0, "1"));
        await fleet.PassAsync(TimeSpan.FromHours(1));
        Assert.Equal(6, fleet.ScheduledChecks["station"].Count);
        await fleet.StopAsync();
        await fleet.StartAsync();
        await fleet.PassAsync(TimeSpan.FromHours(1));
        Assert.InRange(fleet.ScheduledChecks["station"].Count, 12, 13);
    });
}
