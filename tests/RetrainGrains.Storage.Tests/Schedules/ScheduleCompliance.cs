namespace RetrainGrains.Storage.Tests.Schedules;

/// <summary>The models of a shard that are due.</summary>
public abstract class ScheduleCompliance(DatabaseHome home) : DatabaseCompliance(home)
{
    private IScheduleStore Schedules => Database.Schedules;

    [Fact]
    public async Task Due_models_of_a_shard_come_earliest_first()
    {
        await ScheduleAsync("late", 1, 3);
        await ScheduleAsync("early", 1, 1);
        await ScheduleAsync("other shard", 2, 1);
        await ScheduleAsync("not yet", 1, 4);

        var due = await Schedules.DueAsync(1, Start.AddHours(3), 10);

        Assert.Equal(
            [new ScheduleRow("early", 1, Start.AddHours(1)), new ScheduleRow("late", 1, Start.AddHours(3))], due);
        Assert.Single(await Schedules.DueAsync(1, Start.AddHours(3), 1));
    }

    [Fact]
    public async Task The_next_due_time_is_the_earliest_of_the_shard()
    {
        await ScheduleAsync("a", 1, 3);
        await ScheduleAsync("b", 1, 2);

        Assert.Equal(Start.AddHours(2), await Schedules.NextDueAsync(1));
        Assert.Null(await Schedules.NextDueAsync(2));
    }

    [Fact]
    public async Task A_postponed_model_waits_until_its_new_time()
    {
        await ScheduleAsync("a", 1, 1);

        await Schedules.PostponeAsync("a", Start.AddHours(5));

        Assert.Empty(await Schedules.DueAsync(1, Start.AddHours(4), 10));
        Assert.Single(await Schedules.DueAsync(1, Start.AddHours(5), 10));
    }

    [Fact]
    public async Task A_commit_without_a_schedule_leaves_it_as_it_is_and_one_with_it_replaces_it()
    {
        await ScheduleAsync("a", 1, 1);
        await Database.Models.CommitAsync(Commit(1, "a"));
        Assert.Equal(Start.AddHours(1), await Schedules.NextDueAsync(1));

        await Database.Models.CommitAsync(Commit(2, "a") with { Schedule = new ScheduleRow("a", 7, Start) });

        Assert.Null(await Schedules.NextDueAsync(1));
        Assert.Equal(Start, await Schedules.NextDueAsync(7));
    }

    private Task<CommitResult> ScheduleAsync(string model, int shard, int hour) => Database.Models.CommitAsync(
        Commit(0, model) with { Schedule = new ScheduleRow(model, shard, Start.AddHours(hour)) });
}
