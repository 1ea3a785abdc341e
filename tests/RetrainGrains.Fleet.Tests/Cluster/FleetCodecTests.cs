using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using RetrainGrains.Server.Cluster;

namespace RetrainGrains.Fleet.Tests.Cluster;

public sealed class FleetCodecTests
{
    private readonly Serializer serializer =
        new ServiceCollection().AddSerializer().AddFleetCodec().BuildServiceProvider().GetRequiredService<Serializer>();

    [Fact]
    public void A_failure_crosses_as_what_it_is()
    {
        var away = Cross(new DatabaseAwayException(new IOException("the line is cut")));
        var stale = Cross(new StaleModelException("station", 3, 4));

        Assert.IsType<DatabaseAwayException>(away);
        Assert.Contains("the line is cut", away.Message);
        Assert.IsType<IOException>(away.InnerException);
        Assert.IsType<StaleModelException>(stale);
        Assert.Equal(new StaleModelException("station", 3, 4).Message, stale.Message);
    }

    [Fact]
    public void A_message_crosses_whole()
    {
        var trigger = new TriggerModel("ann", "the sensor was replaced", Emergency: true, Force: true, "request 1");

        Assert.Equal(trigger, serializer.Deserialize<TriggerModel>(serializer.SerializeToArray(trigger)));
    }

    private Exception Cross(Exception error) =>
        serializer.Deserialize<Exception>(serializer.SerializeToArray<Exception>(error))!;
}
