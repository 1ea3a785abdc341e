using RetrainGrains.Gateway.Access;

namespace RetrainGrains.Gateway.Tests.Access;

/// <summary>The bound of what is remembered about callers and addresses.</summary>
public sealed class LimitTableTests
{
    private const int Full = LimitTable<int, Pace>.EntriesMax;
    private readonly ManualTime time = new();

    [Fact]
    public void At_the_bound_newcomers_share_one_limit_and_who_is_known_keeps_its_own()
    {
        var table = FullTable();

        Assert.Same(table.Of(-1), table.Of(-2));
        Assert.NotSame(table.Of(-1), table.Of(0));
        Assert.Equal(Full, table.Count);
    }

    [Fact]
    public void Those_at_rest_make_room()
    {
        var table = FullTable();
        Assert.Same(table.Of(-1), table.Of(-2));
        time.Advance(TimeSpan.FromSeconds(2));
        table.Of(0).Take(100);
        var kept = table.Of(0);

        Assert.NotSame(table.Of(-1), table.Of(-2));

        Assert.Same(kept, table.Of(0));
        Assert.Equal(3, table.Count);
    }

    private LimitTable<int, Pace> FullTable()
    {
        var table = new LimitTable<int, Pace>(() => new Pace(1, time), pace => pace.IsAtRest, time);
        for (var i = 0; i < Full; i++) table.Of(i).Take();
        return table;
    }
}
