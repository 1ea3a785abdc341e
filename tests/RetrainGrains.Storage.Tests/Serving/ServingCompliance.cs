namespace RetrainGrains.Storage.Tests.Serving;

/// <summary>A follower of the largest epoch seen misses nothing and sees each model once.</summary>
public abstract class ServingCompliance(DatabaseHome home) : DatabaseCompliance(home)
{
    [Fact]
    public async Task Changes_come_in_epoch_order_and_each_model_once()
    {
        await ServeAsync(0, "a", "v1");
        await ServeAsync(0, "b", "v1");
        await ServeAsync(1, "a", "v2");

        var changes = await Database.Serving.ChangedSinceAsync(0, 10);

        Assert.Equal(["b", "a"], changes.Select(change => change.Row.ModelId));
        Assert.Equal((2L, "v2"), (changes[1].Revision, changes[1].Row.Version));
        Assert.True(changes[0].Epoch < changes[1].Epoch);
    }

    [Fact]
    public async Task A_follower_reads_only_what_is_new()
    {
        await ServeAsync(0, "a", "v1");
        var seen = (await Database.Serving.ChangedSinceAsync(0, 10))[^1].Epoch;
        await Database.Models.CommitAsync(Commit(1, "a"));
        Assert.Empty(await Database.Serving.ChangedSinceAsync(seen, 10));

        await ServeAsync(0, "b", "v1");
        await ServeAsync(0, "c", "v1");

        var page = Assert.Single(await Database.Serving.ChangedSinceAsync(seen, 1));
        Assert.Equal("b", page.Row.ModelId);
        Assert.Equal("c", Assert.Single(await Database.Serving.ChangedSinceAsync(page.Epoch, 10)).Row.ModelId);
    }

    private Task<CommitResult> ServeAsync(long revision, string model, string version) => Database.Models.CommitAsync(
        Commit(revision, model) with { Serving = new ServingRow(model, version, "artifact", "{}") });
}
