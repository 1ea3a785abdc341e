namespace RetrainGrains.Storage.Tests.GrainState;

/// <summary>Tags guard every write.</summary>
public abstract class GrainStateCompliance(DatabaseHome home) : DatabaseCompliance(home)
{
    private IGrainStateStore States => Database.GrainState;

    [Fact]
    public async Task A_state_is_written_with_the_tag_of_the_last_writing_only()
    {
        var first = await States.WriteAsync("g", "s", null, "one");
        var second = await States.WriteAsync("g", "s", first, "two");

        Assert.Null(await States.WriteAsync("g", "s", null, "three"));
        Assert.Null(await States.WriteAsync("g", "s", first, "three"));
        Assert.Null(await States.WriteAsync("g", "s", "not a tag", "three"));
        Assert.Equal(new GrainStateRow("two", second!), await States.ReadAsync("g", "s"));
        Assert.Null(await States.ReadAsync("g", "other"));
    }

    [Fact]
    public async Task A_cleared_state_is_gone_and_its_old_tags_stay_dead()
    {
        var old = await States.WriteAsync("g", "s", null, "one");
        Assert.False(await States.ClearAsync("g", "s", "0"));
        Assert.True(await States.ClearAsync("g", "s", old!));
        Assert.Null(await States.ReadAsync("g", "s"));

        await States.WriteAsync("g", "s", null, "again");

        Assert.Null(await States.WriteAsync("g", "s", old, "stale"));
        Assert.False(await States.ClearAsync("g", "s", old!));
    }
}
