using System.Net;
using Orleans.Runtime.Placement;

namespace RetrainGrains.Orleans.Tests;

[Collection(SharedCluster.Name)]
public sealed class PlacementTests(FleetCluster cluster)
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_training_starts_on_the_silo_that_the_queue_names(int index)
    {
        var silo = index == 0 ? cluster.First : cluster.Second;

        var started = await StartAsync($"on {silo.Name}", silo.SiloAddress);

        Assert.Equal(silo.SiloAddress, started.Silo);
    }

    [Fact]
    public async Task A_training_whose_silo_is_gone_starts_elsewhere()
    {
        var started = await StartAsync("on none", SiloAddress.New(IPAddress.Loopback, 9, 1));

        Assert.Contains(started.Silo, (SiloAddress[])[cluster.First.SiloAddress, cluster.Second.SiloAddress]);
    }

    [Fact]
    public async Task What_a_training_calls_is_placed_by_its_own_rule()
    {
        var reported = cluster.Calls.Next(call => call.Method == nameof(ITrainingQueueGrain.ChallengerFinished)
            && call.Arguments is [TrainingOrder { RunId: "hinted" }]);

        await StartAsync("hinted", cluster.Second.SiloAddress);

        Assert.Null((await reported.Reached).Hint);
    }

    // Of a run that is not stored: its worker reports at once that there is nothing to train.
    private async Task<Call> StartAsync(string run, SiloAddress silo)
    {
        var started = cluster.Calls.Next<ITrainingWorkerGrain>(
            ITrainingWorkerGrain.KeyOf(run, 0), nameof(ITrainingWorkerGrain.Start));
        await FleetCluster.FleetOf(cluster.First)
            .StartTrainingAsync(new TrainingOrder(run, 0, 1), silo.ToParsableString());
        Assert.Null(RequestContext.Get(IPlacementDirector.PlacementHintKey));
        return await started.Reached;
    }
}
