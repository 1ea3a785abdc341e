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
    public void A_cancelled_run_ends_at_once_and_with_it_its_training() => TestFleet.Run(async fleet =>
    {
        fleet.Executor.Holding = 1;
        var station = new StationFleet(fleet, new Station(1));
        await station.StartAsync(Alone);
        Assert.Equal(1, fleet.Executor.UnderWay);

        var answer = await station.Grain.CancelRun(new CancelRun("station/run-1", "ann", "wrong data", "c-1"));
        await fleet.PassAsync(TimeSpan.FromSeconds(1));

        Assert.Null(answer.Value!.State.Run);
        Assert.Equal(0, fleet.Executor.UnderWay);
        Assert.Empty((await fleet.Queue.Describe()).Running);
        var ended = Assert.Single((await station.LedgerAsync()).OfType<RunEnded>());
        Assert.Equal(("ann", "cancelled by ann: wrong data"), (ended.CancelledBy, Assert.Single(ended.Failures)));
        Assert.Equal(RunStatus.Cancelled, Assert.Single(await station.RunsAsync()).Status);
        Assert.Equal((0, 0), (answer.Value.State.FailedRuns, answer.Value.State.RunsWithoutPromotion));
    });

    [Fact]
    public void A_run_that_is_cancelled_where_nobody_tells_the_queue_ends_by_the_next_heartbeat() => TestFleet.Run(
        async fleet =>
        {
            fleet.Executor.Holding = 1;
            var station = new StationFleet(fleet, new Station(1));
            await station.StartAsync(Alone);
            var row = await station.RowAsync();
            var stored = await fleet.Database.Models.CommitAsync(new ModelCommit
            {
                ModelId = row.ModelId, ModelType = row.ModelType, ExpectedRevision = row.Revision, State = row.State,
                At = fleet.Now,
                RunOutcomes = [new RunOutcome("station/run-1", RunStatus.Cancelled, fleet.Now, "{}")],
            });
            Assert.True(stored.Committed);

            await fleet.PassAsync(new TrainingOptions().Heartbeat);
            Assert.Equal(0, fleet.Executor.UnderWay);
            await fleet.PassAsync(TimeSpan.FromMinutes(10));

            Assert.Single(fleet.Executor.Started);
            Assert.Empty((await fleet.Queue.Describe()).Running);
        });

    [Fact]
    public void A_run_is_cancelled_once_and_one_that_is_not_in_flight_is_refused() => TestFleet.Run(async fleet =>
    {
        fleet.Executor.Holding = 1;
        var station = new StationFleet(fleet, new Station(1));
        await station.StartAsync(Alone);
        var command = new CancelRun("station/run-1", "ann", "", "c-1");
        await station.Grain.CancelRun(command);

        var again = await station.Grain.CancelRun(command);
        var other = await station.Grain.CancelRun(command with { RequestId = "c-2" });

        Assert.Null(again.Refusal);
        Assert.Equal(RefusalKind.NotReady, other.Refusal!.Kind);
        Assert.Equal("is not in flight: no run is", Assert.Single(other.Refusal.Problems).Rule);
        Assert.Single((await station.LedgerAsync()).OfType<RunEnded>());
    });

    [Fact]
    public void After_a_cancelled_run_the_next_one_trains_and_the_late_worker_changes_nothing() => TestFleet.Run(
        async fleet =>
        {
            fleet.Executor.Holding = 1;
            var station = new StationFleet(fleet, new Station(1));
            await station.StartAsync(Alone);
            await station.Grain.CancelRun(new CancelRun("station/run-1", "ann", "", "c-1"));

            await station.TriggerAsync(emergency: true);
            await fleet.PassAsync(TimeSpan.FromMinutes(10));

            Assert.Equal("station/run-2", (await station.ViewAsync()).State.Champion!.RunId);
            Assert.Equal(2, fleet.Executor.Started.Count);
        });

    [Fact]
    public void A_run_that_waits_for_a_slot_is_cancelled_without_a_training() => TestFleet.Run(
        async fleet =>
        {
            fleet.Executor.Holding = 1;
            var (first, second) = (
                new StationFleet(fleet, new Station(1), "a"), new StationFleet(fleet, new Station(2), "b"));
            await first.StartAsync(Alone);
            await second.StartAsync(Alone);

            await second.Grain.CancelRun(new CancelRun("b/run-1", "ann", "", "c-1"));
            fleet.Executor.Release();
            await fleet.PassAsync(TimeSpan.FromMinutes(10));

            Assert.NotNull((await first.ViewAsync()).State.Champion);
            Assert.Null((await second.ViewAsync()).State.Champion);
            Assert.Single(fleet.Executor.Started);
        },
        new TrainingOptions { RunsMax = 1 });

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
