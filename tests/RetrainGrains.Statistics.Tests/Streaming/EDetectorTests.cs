using RetrainGrains.Statistics.Streaming;

namespace RetrainGrains.Statistics.Tests.Streaming;

public sealed class EDetectorTests
{
    private static readonly EDetectorOptions Endless = new() { Baseline = 0.3, AverageRunLength = 1e12 };

    // 0, 1/2 and 1 with a mean of exactly 0.3, and with one below.
    private static readonly double[] AtBaseline = [0.5, 0.4, 0.1];
    private static readonly double[] BelowBaseline = [0.6, 0.3, 0.1];

    [Theory]
    [InlineData(ShiftDirection.Up)]
    [InlineData(ShiftDirection.Down)]
    [InlineData(ShiftDirection.Both)]
    public void At_the_baseline_expected_evidence_is_the_number_of_observations(ShiftDirection direction)
    {
        var settings = Endless with { Direction = direction };

        Assert.Equal(7, Expected(settings, AtBaseline, 7), 1e-9);
    }

    [Fact]
    public void Below_the_baseline_expected_evidence_is_less()
    {
        Assert.InRange(Expected(Endless, BelowBaseline, 7), 0.1, 6.9);
        Assert.InRange(Expected(Endless with { Direction = ShiftDirection.Down }, BelowBaseline, 7), 7.1, 100);
    }

    [Fact]
    public void The_rule_of_the_best_start_never_has_more_evidence()
    {
        var sum = new EDetector(Endless);
        var best = new EDetector(Endless with { Rule = EDetectorRule.Cusum });
        foreach (var value in EveryDetector.Errors(1, 60))
        {
            sum.Update(value);
            best.Update(value);
            Assert.InRange(best.Evidence, 0, sum.Evidence);
        }
        Assert.InRange(Expected(Endless with { Rule = EDetectorRule.Cusum }, AtBaseline, 7), 0.5, 6.9);
    }

    [Theory]
    [InlineData(ShiftDirection.Up, EDetectorRule.ShiryaevRoberts, 400)]
    [InlineData(ShiftDirection.Both, EDetectorRule.ShiryaevRoberts, 400)]
    [InlineData(ShiftDirection.Up, EDetectorRule.Cusum, 2_000)]
    public void Without_change_it_runs_as_long_as_promised(ShiftDirection direction, EDetectorRule rule, double most)
    {
        const int promised = 100;
        const int runs = 2_000;
        var random = new Random(5);
        var detector = new EDetector(
            new EDetectorOptions { Baseline = 0.2, AverageRunLength = promised, Direction = direction, Rule = rule });

        // Cut off at forty times the promise, which can only shorten the average.
        double[] lengths = [.. Enumerable.Range(0, runs).Select(_ => RunLength(detector, random, 40 * promised))];

        var mean = lengths.Average();
        var error = Math.Sqrt(lengths.Average(length => Math.Pow(length - mean, 2)) / runs);
        Assert.True(mean + 2.576 * error >= promised, $"it ran {mean} ± {error} on average");
        // A promise kept by never alarming would be worth nothing.
        Assert.True(mean < most, $"it ran {mean} on average");
    }

    [Theory]
    [InlineData(0.3, 150)]
    [InlineData(0.4, 60)]
    [InlineData(0.8, 20)]
    public void It_finds_a_change_soon(double after, double withinOnAverage)
    {
        var random = new Random(6);
        var detector = new EDetector(new EDetectorOptions { Baseline = 0.2, AverageRunLength = 1_000 });

        var delay = Enumerable.Range(0, 200).Average(_ =>
        {
            detector.Reset();
            for (var i = 0; i < 100; i++) detector.Update(random.NextDouble() < 0.1 ? 1 : 0);
            var waited = 1;
            while (detector.Update(random.NextDouble() < after ? 1 : 0) != ChangeSignal.Drift) waited++;
            return waited;
        });

        Assert.InRange(delay, 1, withinOnAverage);
    }

    [Fact]
    public void A_range_only_sets_the_unit()
    {
        var unit = new EDetector(new EDetectorOptions { Baseline = 0.2, AverageRunLength = 100 });
        var wide = new EDetector(
            new EDetectorOptions { Baseline = -6, Lowest = -10, Highest = 10, AverageRunLength = 100 });
        var stream = EveryDetector.Errors(3, 3_000);

        Assert.Equal(Streams.Alarms(unit, stream), Streams.Alarms(wide, stream.Select(value => 20 * value - 10)));
    }

    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(1, 0, 1)]
    [InlineData(double.NaN, 0, 1)]
    [InlineData(0.5, 1, 0)]
    [InlineData(0.5, 0, double.PositiveInfinity)]
    public void A_baseline_that_leaves_no_room_is_refused(double baseline, double lowest, double highest)
    {
        var settings = new EDetectorOptions { Baseline = baseline, Lowest = lowest, Highest = highest };

        Assert.Throws<ArgumentOutOfRangeException>(() => new EDetector(settings));
    }

    [Fact]
    public void An_observation_outside_its_range_is_refused_because_the_promise_would_be_void()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new EDetector(Endless).Update(1.001));
    }

    private static int RunLength(EDetector detector, Random random, int most)
    {
        detector.Reset();
        var length = 1;
        while (length < most && detector.Update(random.NextDouble() < 0.2 ? 1 : 0) != ChangeSignal.Drift) length++;
        return length;
    }

    /// <summary>The mean evidence over every sequence of that length, weighted by its chance.</summary>
    private static double Expected(EDetectorOptions settings, double[] chances, int length)
    {
        var detector = new EDetector(settings);
        var sum = 0.0;
        for (var sequence = 0; sequence < (int)Math.Pow(3, length); sequence++)
        {
            detector.Reset();
            var (rest, chance) = (sequence, 1.0);
            for (var i = 0; i < length; i++, rest /= 3)
            {
                chance *= chances[rest % 3];
                detector.Update(rest % 3 / 2.0);
            }
            sum += chance * detector.Evidence;
        }
        return sum;
    }
}
