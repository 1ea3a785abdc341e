using RetrainGrains.Statistics.Sequential;
using RetrainGrains.Statistics.Tests.Streaming;

namespace RetrainGrains.Statistics.Tests.Sequential;

public sealed class NormalMixtureSequenceTests
{
    [Fact]
    public void Before_the_least_count_it_says_nothing()
    {
        var sequence = new NormalMixtureSequence(0.05, leastCount: 3);
        sequence.Update(1);
        sequence.Update(2);

        Assert.Equal(double.PositiveInfinity, sequence.Interval.Upper);
        sequence.Update(3);
        Assert.True(double.IsFinite(sequence.Interval.Upper));
    }

    [Fact]
    public void Its_margin_is_the_bound_over_the_count()
    {
        var sequence = new NormalMixtureSequence(0.05, tightestAt: 100);
        foreach (var i in Enumerable.Range(0, 100)) sequence.Update(i % 2 == 0 ? -3 : 3);

        // The bound at 100 is 30.35209; the sample's deviation is 3 sqrt(100 / 99).
        Assert.Equal(0.3035209 * 3 * Math.Sqrt(100 / 99.0), sequence.Interval.Upper, 1e-6);
        Assert.Equal(-sequence.Interval.Upper, sequence.Interval.Lower, 1e-12);
    }

    [Fact]
    public void It_covers_the_mean_at_every_look()
    {
        const double alpha = 0.1;
        const int runs = 1_000;
        var random = new Random(10);

        var wrong = Enumerable.Range(0, runs).Count(_ =>
        {
            var sequence = new NormalMixtureSequence(alpha, tightestAt: 300);
            return Enumerable.Range(0, 1_000).Any(_ =>
            {
                sequence.Update(5 + 3 * Streams.Normal(random));
                return !sequence.Interval.Contains(5);
            });
        });

        Assert.InRange(wrong, runs * alpha / 10, runs * alpha + 2.576 * Math.Sqrt(runs * alpha * (1 - alpha)));
    }
}
