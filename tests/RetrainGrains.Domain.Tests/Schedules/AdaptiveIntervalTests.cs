namespace RetrainGrains.Domain.Tests.Schedules;

public sealed class AdaptiveIntervalTests
{
    // Python: max(3, int(days * 0.7)) and min(30, int(days * 1.3)) for days 3 to 30.
    private static readonly int[] Shorter =
        [3, 3, 3, 4, 4, 5, 6, 7, 7, 8, 9, 9, 10, 11, 11, 12, 13, 14, 14, 15, 16, 16, 17, 18, 18, 19, 20, 21];
    private static readonly int[] Longer =
        [3, 5, 6, 7, 9, 10, 11, 13, 14, 15, 16, 18, 19, 20, 22, 23, 24, 26, 27, 28, 29, 30, 30, 30, 30, 30, 30, 30];

    [Fact]
    public void Every_step_is_the_sources()
    {
        var schedule = new AdaptiveSchedule();

        for (var days = 3; days <= 30; days++)
        {
            Assert.Equal(Shorter[days - 3], AdaptiveInterval.Next(schedule, days, 0.69).Days);
            Assert.Equal(Longer[days - 3], AdaptiveInterval.Next(schedule, days, 0.91).Days);
        }
    }

    [Theory]
    [InlineData(0.7)]
    [InlineData(0.8)]
    [InlineData(0.9)]
    [InlineData(double.NaN)]
    public void A_score_between_or_on_the_limits_keeps_the_interval(double score)
    {
        Assert.Equal(14, AdaptiveInterval.Next(new AdaptiveSchedule(), 14, score).Days);
    }

    [Fact]
    public void The_reason_names_score_limit_and_days()
    {
        Assert.Equal(
            "score 0.5 is below 0.7: 14 → 9 days", AdaptiveInterval.Next(new AdaptiveSchedule(), 14, 0.5).Reason);
    }
}
