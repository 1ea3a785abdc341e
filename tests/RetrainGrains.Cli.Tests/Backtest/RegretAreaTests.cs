using RetrainGrains.Cli.Backtest;

namespace RetrainGrains.Cli.Tests.Backtest;

/// <summary>The test vectors of Modyn's own tests.</summary>
public sealed class RegretAreaTests
{
    [Fact]
    public void Regret_that_comes_evenly_counts_half_a_span_and_then_whole_ones()
    {
        var area = new RegretArea();
        Assert.Equal(1.0, area.Add(1, 2));
        Assert.Equal(6.0, area.Add(0.5, 4));
        area.Reset();
        Assert.Equal(1.0, area.Add(2, 1));
    }

    [Fact]
    public void Regret_that_comes_at_its_time_counts_from_then_on()
    {
        var area = new RegretArea();
        Assert.Equal(2.5, area.Add([(1, 1.0), (2, 0.5)], start: 0, duration: 3));
        Assert.Equal(57.5, area.Add([(6, 4), (7, 2)], start: 3, duration: 10));
    }
}
