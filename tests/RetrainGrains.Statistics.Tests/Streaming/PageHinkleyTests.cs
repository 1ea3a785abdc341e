using RetrainGrains.Statistics.Streaming;

namespace RetrainGrains.Statistics.Tests.Streaming;

public sealed class PageHinkleyTests
{
    [Fact]
    public void It_alarms_where_river_does()
    {
        Assert.Equal([1006], Streams.Alarms(new PageHinkley(), Streams.LowHigh(12345)));
        Assert.Equal([1020, 1991], Streams.Alarms(new PageHinkley(), NumpyStreams.LowHigh));
    }

    [Theory]
    [InlineData(ShiftDirection.Up, new[] { 588, 1681 })]
    [InlineData(ShiftDirection.Down, new[] { 1172 })]
    [InlineData(ShiftDirection.Both, new[] { 588, 1097, 1585 })]
    public void In_its_current_form_it_alarms_where_river_does(ShiftDirection direction, int[] expected)
    {
        var settings = new PageHinkleyOptions { Form = PageHinkleyForm.FromExtreme, Direction = direction };

        Assert.Equal(expected, Streams.Alarms(new PageHinkley(settings), NumpyStreams.SwitchingBits));
        Assert.Equal(
            direction == ShiftDirection.Down ? [] : [1006],
            Streams.Alarms(new PageHinkley(settings), Streams.LowHigh(12345)));
    }

    [Fact]
    public void Without_forgetting_both_forms_are_one()
    {
        var floored = new PageHinkleyOptions { Forgetting = 1, Threshold = 20 };

        var alarms = Streams.Alarms(new PageHinkley(floored), Streams.Normal(3, 20_000));

        Assert.NotEmpty(alarms);
        Assert.Equal(alarms, Streams.Alarms(
            new PageHinkley(floored with { Form = PageHinkleyForm.FromExtreme }), Streams.Normal(3, 20_000)));
    }

    [Fact]
    public void A_fall_is_a_rise_of_the_mirror_image()
    {
        var down = new PageHinkleyOptions { Direction = ShiftDirection.Down };
        var both = new PageHinkleyOptions { Direction = ShiftDirection.Both };
        double[] mirrored = [.. NumpyStreams.LowHigh.Select(value => -value)];

        Assert.Equal([1020, 1991], Streams.Alarms(new PageHinkley(down), mirrored));
        Assert.Equal(1020, Streams.Alarms(new PageHinkley(both), mirrored)[0]);
        Assert.Empty(Streams.Alarms(new PageHinkley(down), Streams.LowHigh(12345)));
    }

    [Theory]
    [InlineData(0.001)]
    [InlineData(10)]
    [InlineData(1e6)]
    public void Standardised_it_alarms_at_the_same_indices_in_any_unit(double unit)
    {
        double[] stream = [.. Streams.Normal(1, 2_000), .. Streams.Normal(2, 1_000, mean: 1.5)];
        var expected = Streams.Alarms(new PageHinkley(PageHinkleyOptions.Standardised), stream);

        Assert.InRange(Assert.Single(expected), 2_000, 2_100);
        Assert.Equal(expected, Streams.Alarms(
            new PageHinkley(PageHinkleyOptions.Standardised), stream.Select(value => 7 * unit + unit * value)));
    }

    [Fact]
    public void In_units_of_the_stream_false_alarms_grow_with_the_unit()
    {
        var narrow = Streams.Alarms(new PageHinkley(), Streams.Normal(1, 100_000)).Length;
        var wide = Streams.Alarms(new PageHinkley(), Streams.Normal(1, 100_000, deviation: 10)).Length;
        var standardised = new PageHinkley(PageHinkleyOptions.Standardised);

        Assert.InRange(narrow, 10, 60);
        Assert.InRange(wide, 1_000, 4_000);
        Assert.Empty(Streams.Alarms(standardised, Streams.Normal(1, 100_000, deviation: 10)));
    }

    [Fact]
    public void Standardised_a_constant_stream_is_quiet()
    {
        var stream = Enumerable.Repeat(3.0, 1_000);

        Assert.Empty(Streams.Alarms(new PageHinkley(PageHinkleyOptions.Standardised), stream));
    }
}
