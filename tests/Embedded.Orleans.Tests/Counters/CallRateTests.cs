using Orleans.Runtime;

namespace Orleans.Tests.Counters;

public sealed class CallRateTests
{
    private readonly CallRate rate = new();

    [Fact]
    public void Full_seconds_are_listed_oldest_first()
    {
        rate.Count(7);
        rate.Count(9);
        rate.Count(9);
        rate.Count(10);
        Assert.Equal([0, 1, 0, 2], rate.Before(10)[^4..]);
        Assert.Equal([1, 0, 2, 1], rate.Before(11)[^4..]);
    }

    [Fact]
    public void A_call_is_listed_for_a_minute()
    {
        rate.Count(3);
        Assert.Equal(1, rate.Before(63)[0]);
        Assert.Equal(0, rate.Before(64).Sum());
        Assert.Equal(0, rate.Before(3 + 64 + 1).Sum());
    }
}
