namespace RetrainGrains.Domain.Tests.Attributions;

public sealed class DayTestTests
{
    private static readonly double[] Before = [.. Enumerable.Range(0, 28).Select(day => (day * 11 % 28) / 28.0)];

    [Fact]
    public void Days_that_are_all_far_beyond_the_earlier_ones_have_the_exact_chance_of_their_order()
    {
        // Two of all ways to choose seven days of thirty-five.
        Assert.Equal(
            2 / 6_724_520.0, DayTest.PValue(Before, [100, 101, 102, 103, 104, 105, 106]), 1e-9);
    }

    [Fact]
    public void The_same_days_and_constants_that_stay_are_no_change()
    {
        Assert.Equal(1, DayTest.PValue([3, 3, 3, 3], [3, 3]), 9);
        Assert.InRange(DayTest.PValue(Before, Before[..7]), 0.3, 1);
    }

    [Fact]
    public void Days_that_follow_each_other_say_less_than_independent_ones()
    {
        double[] following = [.. Before.Order()];
        double[] now = [1, 1.1, 0.9, 1, 1.05, 0.95, 1.02];

        Assert.True(DayTest.PValue(following, now) > 10 * DayTest.PValue(Before, now));
    }

    [Fact]
    public void One_day_is_not_enough_to_tell() =>
        Assert.InRange(DayTest.PValue(Before, [100]), 2 / 29.0 - 1e-9, 1);
}
