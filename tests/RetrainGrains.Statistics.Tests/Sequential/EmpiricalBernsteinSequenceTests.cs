using RetrainGrains.Statistics.Sequential;
using RetrainGrains.Statistics.Tests.Peers;
using RetrainGrains.Statistics.Tests.Streaming;

namespace RetrainGrains.Statistics.Tests.Sequential;

public sealed class EmpiricalBernsteinSequenceTests
{
    [Fact]
    public void Nothing_seen_is_the_whole_range()
    {
        Assert.Equal(new AnytimeInterval(1, -1, 3), new EmpiricalBernsteinSequence(0.05, -1, 3).Interval);
    }

    [Fact]
    public void It_is_the_formula_in_NumPy()
    {
        var x = Streams.Normal(1, 500, mean: 0.4, deviation: 0.15).Select(value => Math.Clamp(value, 0, 1)).ToArray();
        var sequence = new EmpiricalBernsteinSequence(0.05);
        foreach (var value in x) sequence.Update(value);

        var expected = PythonPeer.Ask<double[]>(
            """
            x = numpy.array(given['x']); alpha = 0.025; t = numpy.arange(1, len(x) + 1)
            mean = (0.5 + numpy.cumsum(x)) / (t + 1)
            variance = (0.25 + numpy.cumsum((x - mean) ** 2)) / (t + 1)
            mean, variance = numpy.append(0.5, mean[:-1]), numpy.append(0.25, variance[:-1])
            bets = numpy.minimum(0.5, numpy.sqrt(2 * numpy.log(1 / alpha) / (t * numpy.log(1 + t) * variance)))
            margin = (numpy.log(1 / alpha) + sum((x - mean) ** 2 * (-numpy.log(1 - bets) - bets))) / sum(bets)
            centre = sum(bets * x) / sum(bets)
            found = [centre - margin, centre + margin]
            """, new { x });
        Assert.Equal(expected[0], sequence.Interval.Lower, 1e-10);
        Assert.Equal(expected[1], sequence.Interval.Upper, 1e-10);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    public void It_covers_the_mean_at_every_look(double mean)
    {
        const double alpha = 0.1;
        const int runs = 1_000;
        var random = new Random(9);

        var wrong = Enumerable.Range(0, runs).Count(_ =>
        {
            var sequence = new EmpiricalBernsteinSequence(alpha);
            return Enumerable.Range(0, 500).Any(_ =>
            {
                sequence.Update(random.NextDouble() < mean ? 1 : 0);
                return !sequence.Interval.Contains(mean);
            });
        });

        // The promise plus the 99 % band of a binomial count.
        Assert.InRange(wrong, 0, runs * alpha + 2.576 * Math.Sqrt(runs * alpha * (1 - alpha)));
    }

    [Fact]
    public void It_becomes_narrow_and_narrower_still_where_little_varies()
    {
        Assert.InRange(Width(0.5), 0.01, 0.06);
        Assert.InRange(Width(0.02), 0.001, Width(0.5) / 2);

        static double Width(double mean)
        {
            var random = new Random(4);
            var sequence = new EmpiricalBernsteinSequence(0.05);
            for (var i = 0; i < 10_000; i++) sequence.Update(random.NextDouble() < mean ? 1 : 0);
            return sequence.Interval.Upper - sequence.Interval.Lower;
        }
    }

    [Fact]
    public void A_range_only_sets_the_unit()
    {
        var (unit, wide) = (new EmpiricalBernsteinSequence(0.05), new EmpiricalBernsteinSequence(0.05, -10, 10));
        foreach (var value in EveryDetector.Errors(1, 400))
        {
            unit.Update(value);
            wide.Update(20 * value - 10);
        }

        Assert.Equal(20 * unit.Interval.Lower - 10, wide.Interval.Lower, 1e-9);
        Assert.Equal(20 * unit.Interval.Estimate - 10, wide.Interval.Estimate, 1e-9);
    }

    [Fact]
    public void A_value_outside_the_range_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new EmpiricalBernsteinSequence(0.05).Update(1.01));
    }
}
