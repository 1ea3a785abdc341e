using RetrainGrains.Fleet.Scheduling;

namespace RetrainGrains.Orleans.Tests;

[Collection(SharedCluster.Name)]
public sealed class ReminderTests(FleetCluster cluster)
{
    private const string Model = "reminded";

    [Fact]
    public async Task A_reminder_wakes_a_shard_whose_activation_was_lost_and_the_shard_its_models()
    {
        var fleet = FleetCluster.FleetOf(cluster.First);
        var shard = Shards.Of(Model);
        var key = Shards.Key(shard);
        var joined = cluster.Calls.Next<IScheduleGrain>(key, nameof(IScheduleGrain.Join));
        Assert.NotNull((await fleet.Model(Model).Register(Station.Registration)).Value);
        await FleetCluster.GrainsOf(cluster.First).GetGrain<IShardReminderGrain>(key).Arm();
        await cluster.EndAsync(fleet.Schedule(shard));
        var reminded = cluster.Calls.Next<IScheduleGrain>(key, nameof(IScheduleGrain.Remind));
        var check = cluster.Calls.Next<IModelGrain>(Model, nameof(IModelGrain.CheckIfDue));

        cluster.Clock.Advance(new ScheduleOptions().ReminderPeriod);
        await reminded.Ended;
        Assert.NotEqual((await joined.Reached).Activation, (await reminded.Reached).Activation);
        cluster.Clock.Advance(TimeSpan.FromHours(1));

        await check.Ended;
    }
}
