namespace RetrainGrains.Domain.Tests.Observations;

public sealed class OutcomePolicyTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(24, 0, -12, 12)]
    [InlineData(1, 0, 0, 1)]
    [InlineData(1, 2, -2, 3)]
    public void Times_join_from_grain_to_grain(double grain, double tolerance, double from, double before)
    {
        var policy = new OutcomePolicy
        {
            Grain = TimeSpan.FromHours(grain), Tolerance = TimeSpan.FromHours(tolerance),
        };

        Assert.Equal((Noon.AddHours(from), Noon.AddHours(before)), policy.JoinedWith(Noon.AddMinutes(59)));
    }

    [Fact]
    public void Times_at_the_ends_of_the_calendar_join_nothing_beyond()
    {
        var policy = new OutcomePolicy { Grain = TimeSpan.FromDays(7), Tolerance = TimeSpan.FromDays(300) };

        Assert.Equal(DateTimeOffset.MinValue, policy.JoinedWith(DateTimeOffset.UnixEpoch.AddYears(-1969)).From);
        Assert.Equal(DateTimeOffset.MaxValue, policy.JoinedWith(DateTimeOffset.MaxValue).Before);
    }

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once()
    {
        var policy = new OutcomePolicy
        {
            Grain = TimeSpan.FromHours(1), Tolerance = TimeSpan.FromMinutes(5), Horizon = default, WaitingMax = -1,
            WaitingFor = default,
        };

        Assert.Equal(
            ["o.tolerance", "o.horizon", "o.waitingMax", "o.waitingFor"],
            policy.Validate("o").Select(problem => problem.Field));
        Assert.Empty(new OutcomePolicy().Validate("o"));
    }
}
