namespace RetrainGrains.Domain.Tests.Schedules;

public sealed class FailurePauseTests
{
    [Fact]
    public void The_pause_doubles_with_each_further_failure_up_to_its_cap()
    {
        var policy = new SchedulePolicy();

        Assert.Equal([1, 2, 4, 8, 14, 14],
            Enumerable.Range(3, 6).Select(runs => FailurePause.Until(policy, runs, Given.Start)!.Value - Given.Start)
                .Select(pause => pause.TotalDays));
        Assert.Equal(Given.Start.AddDays(14), FailurePause.Until(policy, int.MaxValue, Given.Start));
    }

    [Fact]
    public void Few_failures_or_a_limit_that_is_off_make_no_pause()
    {
        Assert.Null(FailurePause.Until(new(), 2, Given.Start));
        Assert.Null(FailurePause.Until(new() { PauseAfterFailures = null }, 50, Given.Start));
        Assert.Null(FailurePause.Until(new() { PauseAfterFailures = 1 }, 1, null));
    }

    [Fact]
    public void A_cap_below_the_first_pause_leaves_the_first_pause()
    {
        var policy = new SchedulePolicy { PauseFor = TimeSpan.FromDays(20) };

        Assert.Equal(Given.Start.AddDays(20), FailurePause.Until(policy, 9, Given.Start));
    }
}
