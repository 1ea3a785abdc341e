using Orleans.Runtime;

namespace Orleans.Tests.Calls;

public sealed class RequestContextTests
{
    [Fact]
    public void Values_travel_down_the_calls_but_not_back() => TestSilo.Run(async silo =>
    {
        RequestContext.Set("who", "ann");
        Assert.Equal("ann", await silo.Grains.GetGrain<IMessenger>("a").Relay("b"));
        Assert.Equal("ann", RequestContext.Get("who"));
        Assert.Null(RequestContext.Get("visited"));
    });

    [Fact]
    public void A_removed_value_travels_no_more() => TestSilo.Run(async silo =>
    {
        RequestContext.Set("who", "ann");
        Assert.True(RequestContext.Remove("who"));
        Assert.Null(await silo.Grains.GetGrain<IMessenger>("a").Relay("b"));
    });
}

public interface IMessenger : IGrainWithStringKey
{
    Task<string?> Relay(string? to);
}

public sealed class MessengerGrain : Grain, IMessenger
{
    public async Task<string?> Relay(string? to)
    {
        RequestContext.Set("visited", this.GetPrimaryKeyString());
        if (to is null) return (string?)RequestContext.Get("who");
        return await GrainFactory.GetGrain<IMessenger>(to).Relay(null);
    }
}
