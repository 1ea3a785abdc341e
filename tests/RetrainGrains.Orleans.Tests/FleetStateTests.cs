using RetrainGrains.Domain.FleetAlerts;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Orleans.Tests;

/// <summary>Tests of the fleet actor's state: Orleans' persistent state over the fleet's own database.</summary>
[Collection(SharedCluster.Name)]
public sealed class FleetStateTests(FleetCluster cluster)
{
    private const string Id = "fleet/fleet";
    private const string Name = "fleetAlertState";

    private IFleetGrain Alerts => FleetCluster.FleetOf(cluster.First).Alerts;

    [Fact]
    public async Task What_another_activation_wrote_is_noticed_and_kept()
    {
        await Alerts.Submit(Drift("kept 1", 0.5));
        var row = (await cluster.Database.GrainState.ReadAsync(Id, Name))!;
        var known = DomainJson.Read<Kept<FleetAlertState>>(row.Body).Value!;
        var other = FleetAlertRule.Decide(new FleetAlertOptions(), known, Drift("kept 2", 1e-9), models: 2);
        Assert.NotNull(await cluster.Database.GrainState.WriteAsync(
            Id, Name, row.ETag, DomainJson.Write(new Kept<FleetAlertState> { Value = other.Tell(other.Untold!) })));

        await Alerts.Submit(Drift("kept 3", 1e-9));

        var open = (await Alerts.Describe()).Alerts.Open.Select(alert => alert.ModelId);
        Assert.Equal(["kept 2", "kept 3"], open.Where(id => id.StartsWith("kept", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_decision_that_could_not_be_stored_is_told_to_nobody_before_it_is()
    {
        await Alerts.Submit(Drift("lost 1", 0.5));
        cluster.Storage.LosesNextWrite = true;
        await Assert.ThrowsAsync<DatabaseAwayException>(() => Alerts.Submit(Drift("lost 2", 1e-9)));
        Assert.DoesNotContain((await Alerts.Describe()).Alerts.Open, alert => alert.ModelId == "lost 2");
        Assert.DoesNotContain(cluster.Notices.Told, told => told.ModelId == "lost 2");

        await Alerts.Submit(Drift("lost 2", 1e-9));

        Assert.Single(cluster.Notices.Told, told => told.ModelId == "lost 2");
        await cluster.EndAsync(Alerts);
        Assert.Single((await Alerts.Describe()).Alerts.Open, alert => alert.ModelId == "lost 2");
    }

    private DriftTest Drift(string model, double pValue) =>
        new(model, cluster.Clock.GetUtcNow(), pValue, Severity.Warning, "wind moved");
}
