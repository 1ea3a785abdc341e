namespace RetrainGrains.Simulations.Tests;

public sealed class ErrorRateTests
{
    // scipy.stats.binom.ppf(0.995, n, p)
    [Theory]
    [InlineData(1_000, 0.01, 19)]
    [InlineData(100, 0.05, 11)]
    [InlineData(20, 0.01, 2)]
    public void A_rate_holds_up_to_the_end_of_the_band_and_no_further(int trials, double stated, int most)
    {
        Assert.Equal((double)most / trials, new ErrorRate(trials, 0, stated).Highest);
        Assert.True(new ErrorRate(trials, most, stated).Holds);
        Assert.False(new ErrorRate(trials, most + 1, stated).Holds);
    }
}
