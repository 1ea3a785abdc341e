using RetrainGrains.Domain.FleetAlerts;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Fleet.Scheduling;
using RetrainGrains.Gateway.Availability;
using RetrainGrains.Gateway.Options;

namespace RetrainGrains.Orleans.Tests;

/// <summary>A silo is killed in the middle of all that a fleet does; the other one goes on with it.</summary>
public sealed class LostSiloTests(FleetCluster cluster) : IClassFixture<FleetCluster>
{
    private const string Model = "station";
    private static readonly string Shard = Shards.Key(Shards.Of(Model));

    [Fact]
    public async Task What_a_killed_silo_held_comes_back_on_the_other_and_nothing_is_lost_or_done_twice()
    {
        var fleet = FleetCluster.FleetOf(cluster.Second);
        var (lost, survivor) = (cluster.First.SiloAddress, cluster.Second.SiloAddress);
        var runId = await FillAsync(fleet);
        var asked = await LoseAnAnswerAsync(fleet);
        var told = cluster.Calls.Next<IFleetGrain>(IFleetGrain.Key, nameof(IFleetGrain.Submit), Stop.Before);
        var untold = fleet.Alerts.Submit(Drift("b"));
        Assert.Equal(lost, (await told.Reached).Silo);

        await cluster.KillAsync(cluster.First);

        await Assert.ThrowsAsync<FleetUnavailableException>(() => untold.WaitAsync(FleetCluster.Patience));
        Assert.NotNull((await asked.WaitAsync(FleetCluster.Patience)).Value);
        Assert.Single(await LedgerAsync<PolicySet>());
        Assert.Equal(["a"], (await fleet.Alerts.Describe()).Alerts.Open.Select(alert => alert.ModelId));
        Assert.Equal(runId, Assert.Single((await fleet.TrainingQueue.Describe()).Running));
        await cluster.ArmedAsync(
            FleetCluster.GrainsOf(cluster.Second).GetGrain<IShardReminderGrain>(Shard), cluster.Second);
        await GoOnAsync(fleet, survivor);
    }

    // All on the first silo; each silo holds a training.
    private async Task<string> FillAsync(IFleet fleet)
    {
        var model = fleet.Model(Model);
        Assert.NotNull((await FleetCluster.OnAsync(
            cluster.First, () => model.Register(Station.Registration))).Value);
        await FleetCluster.OnAsync(cluster.First, fleet.Alerts.Describe);
        await fleet.Alerts.Submit(Drift("a"));
        await Station.ImportHistoryAsync(cluster.Database, Model, cluster.Clock.GetUtcNow());
        cluster.TrainingsOf(cluster.First).Hold();
        cluster.TrainingsOf(cluster.Second).Hold();
        var runId = (await model.Check(dryRun: false, "check")).Value!.RunId;
        await cluster.TrainingsOf(cluster.First).Begun;
        await cluster.TrainingsOf(cluster.Second).Begun;
        return runId!;
    }

    // A command that is stored, and whose answer never leaves its silo.
    private async Task<Task<Answer<ModelView>>> LoseAnAnswerAsync(IFleet fleet)
    {
        var stored = cluster.Calls.Next<IModelGrain>(Model, nameof(IModelGrain.SetPolicy), Stop.After);
        var calls = new GrainCalls(
            fleet, TimeProvider.System, new GatewayOptions { GrainPatience = FleetCluster.Patience });
        var asked = calls.AskAsync(
            Model, model => model.SetPolicy(new("ann", """{ "triggers": { "budgetRuns": 9 } }""", 0, "once")), default);
        Assert.Equal(cluster.First.SiloAddress, (await stored.Reached).Silo);
        return asked;
    }

    // The reminder activates the shard, and the queue finds that one of its workers is silent.
    private async Task GoOnAsync(IFleet fleet, SiloAddress survivor)
    {
        var reminded = cluster.Calls.Next<IScheduleGrain>(Shard, nameof(IScheduleGrain.Remind));
        var finished = cluster.Calls.Next<IModelGrain>(Model, nameof(IModelGrain.RunFinished));
        cluster.TrainingsOf(cluster.Second).Release();
        cluster.Clock.Advance(new ScheduleOptions().ReminderPeriod);
        await reminded.Ended;
        Assert.Equal(survivor, (await reminded.Reached).Silo);
        await finished.Ended;
        Assert.Equal(survivor, (await finished.Reached).Silo);
        Assert.NotNull((await fleet.Model(Model).Describe()).Value!.State.Champion);
        Assert.Single(await LedgerAsync<RunEnded>());
        Assert.True((await cluster.Database.Models.VerifyLedgerAsync(Model)).Holds);

        var check = cluster.Calls.Next<IModelGrain>(Model, nameof(IModelGrain.CheckIfDue));
        cluster.Clock.Advance(TimeSpan.FromHours(1));
        await check.Ended;
    }

    private async Task<LifecycleEvent[]> LedgerAsync<TEvent>() where TEvent : LifecycleEvent =>
    [
        .. (await cluster.Database.Models.LedgerAsync(Model, 1, 1_000))
            .Select(line => DomainJson.Read<LifecycleEvent>(line.Body)).OfType<TEvent>(),
    ];

    private DriftTest Drift(string model) =>
        new(model, cluster.Clock.GetUtcNow(), 1e-9, Severity.Warning, "wind moved");
}
