namespace RetrainGrains.Storage.Tests.Reminders;

/// <summary>Reminders by grain and name.</summary>
public abstract class ReminderCompliance(DatabaseHome home) : DatabaseCompliance(home)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private IReminderStore Reminders => Database.Reminders;

    [Fact]
    public async Task A_reminder_is_replaced_under_a_new_tag()
    {
        var first = await Reminders.UpsertAsync("g", "r", Start, Minute);
        var second = await Reminders.UpsertAsync("g", "r", Start.AddHours(1), 2 * Minute);

        Assert.NotEqual(first, second);
        Assert.Equal(
            [new ReminderRow("g", "r", Start.AddHours(1), 2 * Minute, second)], await Reminders.ListAsync("g"));
    }

    [Fact]
    public async Task Reminders_are_listed_for_one_grain_or_for_all()
    {
        await Reminders.UpsertAsync("g2", "b", Start, Minute);
        await Reminders.UpsertAsync("g2", "a", Start, Minute);
        await Reminders.UpsertAsync("g1", "z", Start, Minute);

        Assert.Equal(["a", "b"], (await Reminders.ListAsync("g2")).Select(row => row.Name));
        Assert.Equal(["z", "a", "b"], (await Reminders.ListAsync(null)).Select(row => row.Name));
    }

    [Fact]
    public async Task A_reminder_is_removed_by_its_tag_or_by_name_alone()
    {
        await Reminders.UpsertAsync("g", "r", Start, Minute);

        Assert.False(await Reminders.RemoveAsync("g", "r", "0"));
        Assert.True(await Reminders.RemoveAsync("g", "r", null));
        Assert.False(await Reminders.RemoveAsync("g", "r", null));

        var tag = await Reminders.UpsertAsync("g", "r", Start, Minute);
        Assert.True(await Reminders.RemoveAsync("g", "r", tag));
    }
}
