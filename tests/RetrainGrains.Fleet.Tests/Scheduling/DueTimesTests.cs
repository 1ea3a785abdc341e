using RetrainGrains.Fleet.Scheduling;

namespace RetrainGrains.Fleet.Tests.Scheduling;

public sealed class DueTimesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_earliest_come_first_and_no_more_than_asked_for()
    {
        var due = new DueTimes();
        due.Set("late", Noon.AddMinutes(2));
        due.Set("early", Noon);
        due.Set("future", Noon.AddHours(1));
        due.Set("middle", Noon.AddMinutes(1));
        Assert.Equal(["early", "middle"], due.Take(Noon.AddMinutes(5), 2));
        Assert.Equal(["late"], due.Take(Noon.AddMinutes(5), 2));
        Assert.Equal(Noon.AddHours(1), due.Next);
    }

    [Fact]
    public void A_model_has_one_due_time_the_last_one_set()
    {
        var due = new DueTimes();
        due.Set("a", Noon);
        due.Set("a", Noon.AddHours(1));
        Assert.Empty(due.Take(Noon, 10));
        Assert.Equal(["a"], due.Take(Noon.AddHours(1), 10));
        Assert.Null(due.Next);
    }
}
