using RetrainGrains.Statistics.Sequential;
using RetrainGrains.Statistics.Tests.Streaming;

namespace RetrainGrains.Statistics.Tests.Sequential;

public sealed class MixtureRatioTestTests
{
    [Fact]
    public void It_is_the_formula()
    {
        const double variance = 4, mixture = 0.25, count = 40, mean = 0.7;
        var test = new MixtureRatioTest(variance, mixture);
        for (var i = 0; i < count; i++) test.Update(mean);

        var ratio = Math.Sqrt(variance / (variance + count * mixture)) * Math.Exp(
            count * count * mixture * mean * mean / (2 * variance * (variance + count * mixture)));
        Assert.Equal(ratio, Math.Exp(test.LogEvidence), 1e-9);
        Assert.Equal(mean, test.Mean, 1e-12);
        Assert.Equal(1 / ratio, test.PValue, 1e-9);
    }

    [Fact]
    public void Its_p_value_never_rises()
    {
        var test = new MixtureRatioTest(1, 0.1);
        var last = test.PValue;
        foreach (var value in Streams.Normal(5, 2_000, mean: 0.05))
        {
            test.Update(value);
            Assert.InRange(test.PValue, 0, last);
            last = test.PValue;
        }
    }

    [Fact]
    public void No_difference_is_rarely_rejected_and_a_difference_is_found()
    {
        const double alpha = 0.05;
        const int runs = 1_000;
        var random = new Random(3);

        int Rejected(double mean) => Enumerable.Range(0, runs).Count(_ =>
        {
            var test = new MixtureRatioTest(1, 0.1);
            for (var i = 0; i < 500; i++) test.Update(mean + Streams.Normal(random));
            return test.PValue <= alpha;
        });

        Assert.InRange(Rejected(0), 5, runs * alpha + 2.576 * Math.Sqrt(runs * alpha * (1 - alpha)));
        Assert.InRange(Rejected(0.25), 950, runs);
    }
}
