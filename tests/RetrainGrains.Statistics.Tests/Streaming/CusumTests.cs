using RetrainGrains.Statistics.Streaming;

namespace RetrainGrains.Statistics.Tests.Streaming;

public sealed class CusumTests
{
    private static readonly CusumOptions Known = new() { Reference = (0, 1) };

    [Fact]
    public void It_alarms_where_river_does()
    {
        // The example in river/drift/cusum.py.
        var random = new PythonRandom(12345);
        double[] stream =
        [
            .. Enumerable.Range(0, 200).Select(_ => random.Gauss(0, 1)),
            .. Enumerable.Range(0, 200).Select(_ => random.Gauss(3, 1)),
        ];

        Assert.Equal([201, 251], Streams.Alarms(new Cusum(), stream));
    }

    [Fact]
    public void It_sums_what_exceeds_the_slack()
    {
        // Each adds 1.5 - 0.5 = 1; the sixth is the first beyond 5.
        Assert.Equal([5], Streams.Alarms(new Cusum(Known), Enumerable.Repeat(1.5, 6)));
        Assert.Equal([5], Streams.Alarms(new Cusum(Known), Enumerable.Repeat(-1.5, 6)));
        Assert.Empty(Streams.Alarms(new Cusum(Known), Enumerable.Repeat(0.5, 1_000)));
    }

    [Theory]
    [InlineData(ShiftDirection.Up, 1, true)]
    [InlineData(ShiftDirection.Up, -1, false)]
    [InlineData(ShiftDirection.Down, 1, false)]
    [InlineData(ShiftDirection.Down, -1, true)]
    public void A_direction_ignores_the_other(ShiftDirection direction, double shift, bool found)
    {
        var detector = new Cusum(Known with { Direction = direction });

        Assert.Equal(found, Streams.Alarms(detector, Enumerable.Repeat(shift, 50)).Length > 0);
    }

    // Montgomery, "Introduction to Statistical Quality Control", the chapter on CUSUM: k = 1/2, h = 5.
    [Theory]
    [InlineData(0, 938.2)]
    [InlineData(1, 10.34)]
    public void One_side_runs_as_long_as_the_textbook_says(double shift, double expected)
    {
        Assert.Equal(expected, CusumRunLength.OneSided(0.5, 5, shift), expected * 1e-3);
    }

    [Fact]
    public void Two_sides_run_half_as_long_without_change_and_as_long_as_one_with_it()
    {
        Assert.Equal(938.2 / 2, CusumRunLength.TwoSided(0.5, 5), 0.5);
        Assert.Equal(10.34, CusumRunLength.TwoSided(0.5, 5, 1), 0.01);
        Assert.Equal(CusumRunLength.TwoSided(0.5, 5, 1), CusumRunLength.TwoSided(0.5, 5, -1), 1e-9);
    }

    [Fact]
    public void Without_drift_the_run_length_is_continuous()
    {
        Assert.Equal(6.166 * 6.166, CusumRunLength.OneSided(0.5, 5, 0.5), 1e-9);
        Assert.Equal(6.166 * 6.166, CusumRunLength.OneSided(0.5, 5, 0.5 - 1e-5), 2e-2);
        Assert.Equal(
            CusumRunLength.OneSided(0.5, 5, 0.5 - 0.99e-4 / 12.332),
            CusumRunLength.OneSided(0.5, 5, 0.5 - 1.01e-4 / 12.332), 1e-3);
    }

    [Theory]
    [InlineData(0.25, 100)]
    [InlineData(0.5, 469.1)]
    [InlineData(0.5, 1e6)]
    [InlineData(1, 1e4)]
    public void The_chosen_threshold_runs_as_long_as_asked(double slack, double length)
    {
        var threshold = CusumRunLength.ThresholdFor(slack, length);

        Assert.Equal(length, CusumRunLength.TwoSided(slack, threshold), length * 1e-6);
    }

    [Fact]
    public void A_simulated_run_is_as_long_as_said()
    {
        var threshold = CusumRunLength.ThresholdFor(0.5, 500);
        var detector = new Cusum(Known with { Threshold = threshold });

        var alarms = Streams.Alarms(detector, Streams.Normal(11, 500_000)).Length;

        // Some 1,000 alarms: 2.58 deviations of a Poisson count are 8 %, the approximation is worth 3 %.
        Assert.InRange(500_000.0 / alarms, 500 * 0.89, 500 * 1.11);
    }
}
