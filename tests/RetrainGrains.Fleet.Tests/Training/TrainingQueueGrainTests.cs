using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Fleet.Training;

namespace RetrainGrains.Fleet.Tests.Training;

public sealed class TrainingQueueGrainTests
{
    // A worker that sends no heartbeat while it trains.
    private static readonly TrainingOptions Mute = new()
    {
        Heartbeat = TimeSpan.FromDays(1),
        LostAfter = TimeSpan.FromMinutes(2),
    };

    [Fact]
    public void Slots_and_the_cap_on_runs_hold_across_models() => TestFleet.Run(
        async fleet =>
        {
            fleet.Executor.Slots = 2;
            await fleet.StopAsync();
            await fleet.StartAsync();
            StationFleet[] stations = [.. Enumerable.Range(0, 6).Select(i =>
                new StationFleet(fleet, new Station(i), $"station {i}"))];
            foreach (var station in stations)
            {
                await station.RegisterAsync();
                await station.ImportAsync();
                await station.Grain.Check(dryRun: false);
            }
            Assert.Single((await fleet.Queue.Describe()).Running);
            await fleet.PassAsync(TimeSpan.FromMinutes(30));
            Assert.Equal((12, 2), (fleet.Executor.Started.Count, fleet.Executor.MostUnderWay));
            foreach (var station in stations) Assert.NotNull((await station.ViewAsync()).State.Champion);
            var queue = await fleet.Queue.Describe();
            Assert.Equal((0, 0), (queue.Running.Length, queue.Waiting));
        },
        new TrainingOptions { RunsMax = 1 });

    [Fact]
    public void A_failed_training_is_retried_with_growing_waits() => TestFleet.Run(async fleet =>
    {
        fleet.Executor.Failing = 2;
        var station = new StationFleet(fleet, new Station(1));
        var view = await station.StartAsync(Alone);
        Assert.NotNull(view.State.Champion);
        var modelled = new TrainingOptions().ModelledTime(Station.HistoryHours);
        Assert.Equal(
            [modelled + TimeSpan.FromSeconds(10), modelled + TimeSpan.FromSeconds(20)],
            fleet.Executor.Started.Zip(fleet.Executor.Started.Skip(1), (first, second) => second - first));
        Assert.Equal(3, Assert.Single(await fleet.Database.Runs.ChallengersAsync("station/run-1")).Attempt);
    });

    [Fact]
    public void After_the_last_attempt_the_failure_counts_and_the_run_is_not_lost() => TestFleet.Run(async fleet =>
    {
        fleet.Executor.Failing = 3;
        var station = new StationFleet(fleet, new Station(1));
        var view = await station.StartAsync(Alone);
        Assert.Equal((null, null, 1), (view.State.Champion, view.State.Run, view.State.RunsWithoutPromotion));
        Assert.Equal(RunStatus.Failed, Assert.Single(await station.RunsAsync()).Status);
        var ended = Assert.Single((await station.LedgerAsync()).OfType<RunEnded>());
        Assert.Equal(["leafwise/30d/level: the disk was full"], ended.Failures);
        await station.TriggerAsync(emergency: true);
        await fleet.PassAsync(TimeSpan.FromMinutes(10));
        Assert.NotNull((await station.ViewAsync()).State.Champion);
    });

    [Fact]
    public void A_retried_training_keeps_its_heartbeat() => TestFleet.Run(async fleet =>
    {
        (fleet.Executor.Failing, fleet.Executor.Holding) = (1, 1);
        var station = new StationFleet(fleet, new Station(1));
        await station.StartAsync(Alone);
        await fleet.PassAsync(TimeSpan.FromMinutes(30));
        Assert.Equal(2, fleet.Executor.Started.Count);
        fleet.Executor.Release();
        await fleet.PassAsync(TimeSpan.FromMinutes(1));
        Assert.NotNull((await station.ViewAsync()).State.Champion);
    });

    [Fact]
    public void A_silent_worker_is_replaced_and_its_late_result_refused() => TestFleet.Run(
        async fleet =>
        {
            fleet.Executor.Holding = 1;
            var station = new StationFleet(fleet, new Station(1));
            var view = await station.StartAsync(Alone);
            Assert.NotNull(view.State.Champion);
            var stored = Assert.Single(await fleet.Database.Runs.ChallengersAsync("station/run-1"));
            Assert.Equal((2, ChallengerStatus.Trained), (stored.Attempt, stored.Status));
            var lines = (await station.LedgerAsync()).Length;
            fleet.Executor.Release();
            await fleet.PassAsync(TimeSpan.FromMinutes(1));
            Assert.Equal(stored, Assert.Single(await fleet.Database.Runs.ChallengersAsync("station/run-1")));
            Assert.Equal(lines, (await station.LedgerAsync()).Length);
        },
        Mute);

    [Fact]
    public void A_training_that_is_always_silent_is_given_up() => TestFleet.Run(
        async fleet =>
        {
            fleet.Executor.Holding = 100;
            var station = new StationFleet(fleet, new Station(1));
            await station.StartAsync(Alone);
            await fleet.PassAsync(TimeSpan.FromMinutes(30));
            Assert.Equal(3, fleet.Executor.Started.Count);
            var ended = Assert.Single((await station.LedgerAsync()).OfType<RunEnded>());
            Assert.Equal(["leafwise/30d/level: sent no heartbeat"], ended.Failures);
            fleet.Executor.Release();
            await fleet.PassAsync(TimeSpan.FromMinutes(1));
        },
        Mute);

    [Fact]
    public void A_run_whose_end_is_told_again_ends_once() => TestFleet.Run(async fleet =>
    {
        var station = new StationFleet(fleet, new Station(1));
        await station.StartAsync();
        var before = await station.RowAsync();
        await station.Grain.RunFinished("station/run-1");
        await fleet.Queue.Enqueue("station/run-1");
        await fleet.PassAsync(TimeSpan.FromMinutes(5));
        Assert.Equal(before.Revision, (await station.RowAsync()).Revision);
        Assert.Single((await station.LedgerAsync()).OfType<RunEnded>());
        Assert.Empty((await fleet.Queue.Describe()).Running);
    });

    [Fact]
    public void A_run_that_was_under_way_goes_on_after_a_restart() => TestFleet.Run(async fleet =>
    {
        fleet.Executor.Holding = 1;
        var station = new StationFleet(fleet, new Station(1));
        await station.StartAsync();
        Assert.Null((await station.ViewAsync()).State.Champion);
        await fleet.StopAsync();
        await fleet.StartAsync();
        await fleet.PassAsync(TimeSpan.FromMinutes(10));
        Assert.NotNull((await station.ViewAsync()).State.Champion);
        var challengers = await fleet.Database.Runs.ChallengersAsync("station/run-1");
        Assert.Equal([1, 2], challengers.Select(challenger => challenger.Attempt).Order());
    });

    [Fact]
    public void A_worker_says_how_far_it_is_while_it_trains() => TestFleet.Run(async fleet =>
    {
        fleet.Executor.Keeping = 1;
        var worker = fleet.Worker("station/run-1", 0);
        Assert.Null(await worker.Progress());

        await new StationFleet(fleet, new Station(1)).StartAsync(Alone);

        var progress = (await worker.Progress())!;
        Assert.Equal(("training", 1, 5), (progress.Stage, progress.Done, progress.Total));
        Assert.InRange(progress.Seconds, 540, 600);
        fleet.Executor.Release();
        await fleet.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Null(await worker.Progress());
    });

    private const string Alone = """
        { "challengers": { "recipes": ["leafwise/30d"], "trees": { "numberOfTrees": 5 } } }
        """;
}
