using RetrainGrains.Gateway.Access;

namespace RetrainGrains.Gateway.Tests.Access;

/// <summary>The limit of so many a second, on a clock that the test moves.</summary>
public sealed class PaceTests
{
    private readonly ManualTime time = new();

    [Fact]
    public void A_seconds_worth_may_come_at_once_and_then_one_as_often_as_the_pace_says()
    {
        var pace = new Pace(4, time);

        Assert.Equal([null, null, null, null], Enumerable.Range(0, 4).Select(_ => pace.Take()));
        Assert.Equal(TimeSpan.FromMilliseconds(250), pace.Take());
        time.Advance(TimeSpan.FromMilliseconds(250));
        Assert.Null(pace.Take());
        Assert.Equal(TimeSpan.FromMilliseconds(250), pace.Take());
    }

    [Fact]
    public void More_than_is_left_may_be_taken_and_is_paid_for_by_those_that_come_after()
    {
        var pace = new Pace(10, time);

        Assert.Null(pace.Take(35));
        Assert.Equal(TimeSpan.FromSeconds(2.6), pace.Take());
        time.Advance(TimeSpan.FromSeconds(2.6));
        Assert.Null(pace.Take());
    }

    [Fact]
    public void A_rest_is_worth_a_second_and_no_more()
    {
        var pace = new Pace(2, time);
        pace.Take(2);
        Assert.False(pace.IsAtRest);

        time.Advance(TimeSpan.FromHours(1));

        Assert.True(pace.IsAtRest);
        Assert.Equal([null, null], [pace.Take(), pace.Take()]);
        Assert.NotNull(pace.Take());
    }

    [Fact]
    public async Task Of_many_at_the_same_moment_as_many_get_in_as_may()
    {
        var pace = new Pace(1_000, time);
        using var start = new Barrier(4);

        var let = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                return Enumerable.Range(0, 1_000).Count(_ => pace.Take() is null);
            },
            TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

        Assert.Equal(1_000, let.Sum());
    }
}
