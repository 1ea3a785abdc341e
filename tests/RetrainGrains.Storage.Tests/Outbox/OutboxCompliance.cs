namespace RetrainGrains.Storage.Tests.Outbox;

/// <summary>Effects stay until they are confirmed.</summary>
public abstract class OutboxCompliance(DatabaseHome home) : DatabaseCompliance(home)
{
    private IOutbox Outbox => Database.Outbox;

    [Fact]
    public async Task Effects_come_in_the_order_of_their_commits_until_they_are_completed()
    {
        await Database.Models.CommitAsync(Commit(0) with { Outbox = [new("start", "1"), new("notify", "2")] });
        await Database.Models.CommitAsync(Commit(1) with { Outbox = [new("log", "3")] });

        var pending = await Outbox.PendingAsync(null, Start.AddDays(1), 10);
        await Outbox.CompleteAsync(pending[1].Id);
        await Outbox.CompleteAsync(pending[1].Id);

        Assert.Equal(["start", "notify", "log"], pending.Select(row => row.Kind));
        Assert.Equal(new OutboxRow(pending[0].Id, Model, "start", "1", Start, 0), pending[0]);
        var left = await Outbox.PendingAsync(Model, Start.AddDays(1), 10);
        Assert.Equal(["start", "log"], left.Select(row => row.Kind));
    }

    [Fact]
    public async Task A_failed_effect_is_held_back_and_its_attempts_are_counted()
    {
        await Database.Models.CommitAsync(Commit(0) with { Outbox = [new("notify", "{}")] });
        var id = (await Outbox.PendingAsync(null, Start, 1))[0].Id;

        await Outbox.RetryAsync(id, Start.AddHours(1));

        Assert.Empty(await Outbox.PendingAsync(null, Start, 10));
        Assert.Empty(await Outbox.PendingAsync(Model, Start, 10));
        Assert.Equal(1, Assert.Single(await Outbox.PendingAsync(null, Start.AddHours(1), 10)).Attempts);
    }

    [Fact]
    public async Task One_models_effects_can_be_asked_for()
    {
        await Database.Models.CommitAsync(Commit(0, "a") with { Outbox = [new("x", "")] });
        await Database.Models.CommitAsync(Commit(0, "b") with { Outbox = [new("y", "")] });

        Assert.Equal("y", Assert.Single(await Outbox.PendingAsync("b", Start, 10)).Kind);
        Assert.Equal(2, (await Outbox.PendingAsync(null, Start, 10)).Count);
    }

    [Fact]
    public async Task An_id_is_not_given_again()
    {
        await Database.Models.CommitAsync(Commit(0) with { Outbox = [new("x", "")] });
        var first = (await Outbox.PendingAsync(null, Start, 1))[0].Id;
        await Outbox.CompleteAsync(first);

        await Database.Models.CommitAsync(Commit(1) with { Outbox = [new("y", "")] });

        Assert.True((await Outbox.PendingAsync(null, Start.AddDays(1), 1))[0].Id > first);
    }
}
