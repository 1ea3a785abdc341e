using RetrainGrains.Domain.Observations;

namespace RetrainGrains.Fleet.Tests.Serving;

public sealed class ServingTableTests
{
    private static readonly float[] Features = [1, 2, 0];

    [Fact]
    public async Task A_promotion_is_served_after_the_next_refresh()
    {
        await using var served = await ServedDatabase.OpenAsync();
        await served.Database.ServeAsync("a", 1, 10);
        await served.Table.RefreshAsync();
        await served.Database.ServeAsync("a", 2, 20);
        var before = served.Table.Find("a")!;

        await served.Table.RefreshAsync();

        Assert.Equal(("1.0.1", 1L, 10.0), (before.Model.Version, before.Revision, before.Model.Predict(Features, 0)));
        var after = served.Table.Find("a")!;
        Assert.Equal(("1.0.2", 2L, 20.0), (after.Model.Version, after.Revision, after.Model.Predict(Features, 0)));
    }

    [Fact]
    public async Task A_table_that_spans_pages_is_read_to_its_end()
    {
        await using var served = await ServedDatabase.OpenAsync();
        for (var i = 0; i < 1_003; i++) await served.Database.ServeAsync($"m{i}", 1, 1);
        Assert.False(served.Table.Loaded);

        await served.Table.RefreshAsync();

        Assert.True(served.Table.Loaded);
        Assert.Equal(1_003, served.Table.Count);
    }

    [Theory]
    [InlineData("{ this is no plan")]
    [InlineData("""{"modelId":"a","version":"1.0.2","schema":{"features":[],"target":"t"},"members":[]}""")]
    public async Task A_model_whose_plan_is_broken_keeps_its_version_and_holds_up_no_other(string plan)
    {
        await using var served = await ServedDatabase.OpenAsync();
        await served.Database.ServeAsync("a", 1, 10);
        await served.Table.RefreshAsync();
        await served.Database.ServeAsync("a", 2, "1.0.2", plan.Replace("members\":[]", "members\":null"));
        await served.Database.ServeAsync("b", 1, 30);

        await served.Table.RefreshAsync();

        Assert.Equal(1, served.Table.Find("a")!.Revision);
        Assert.Equal(30, served.Table.Find("b")!.Model.Predict(Features, 0));
        Assert.Equal(["a"], served.Table.Broken);
    }

    [Fact]
    public async Task A_plan_for_other_features_than_its_artifact_takes_is_found_when_it_is_loaded()
    {
        await using var served = await ServedDatabase.OpenAsync();
        var artifact = await served.Database.Artifacts.PutAsync(Example.Constant(1).Bytes, Example.Start);
        var plan = Example.Plan("a", new(1, 0, 1), artifact);
        await served.Database.ServeAsync("a", 1, plan with
        {
            Schema = plan.Schema with { Features = [new Feature("temp")] },
        });

        await served.Table.RefreshAsync();

        Assert.Null(served.Table.Find("a"));
        Assert.Equal(["a"], served.Table.Broken);
    }

    [Fact]
    public async Task A_broken_model_serves_as_soon_as_its_artifact_can_be_read_again()
    {
        await using var served = await ServedDatabase.OpenAsync();
        var artifact = Example.Constant(5);
        await served.Database.ServeAsync("a", 1, Example.Plan("a", new(1, 0, 1), artifact.Id));
        await served.Table.RefreshAsync();
        Assert.Equal(["a"], served.Table.Broken);

        await served.Database.Artifacts.PutAsync(artifact.Bytes, Example.Start);
        await served.Table.RefreshAsync();

        Assert.Empty(served.Table.Broken);
        Assert.Equal(5, served.Table.Find("a")!.Model.Predict(Features, 0));
    }

    [Fact]
    public async Task Models_that_never_load_do_not_keep_another_from_its_turn()
    {
        await using var served = await ServedDatabase.OpenAsync();
        var artifact = Example.Constant(5);
        for (var i = 0; i < 20; i++) await served.Database.ServeAsync($"broken-{i}", 1, "1.0.0", "no plan");
        await served.Database.ServeAsync("a", 1, Example.Plan("a", new(1, 0, 1), artifact.Id));
        await served.Table.RefreshAsync();
        await served.Database.Artifacts.PutAsync(artifact.Bytes, Example.Start);

        await served.Table.RefreshAsync();
        await served.Table.RefreshAsync();

        Assert.NotNull(served.Table.Find("a"));
        Assert.Equal(20, served.Table.Broken.Count);
    }

    [Fact]
    public async Task A_broken_plan_is_reported_once_and_not_at_every_try()
    {
        await using var served = await ServedDatabase.OpenAsync();
        var log = new LinesLogger<ServingTable>();
        var table = new ServingTable(served.Database.Serving, new ScorerCache(served.Database.Artifacts), log);
        await served.Database.ServeAsync("a", 1, 10);
        await table.RefreshAsync();
        await served.Database.ServeAsync("a", 2, "1.0.2", "no plan");

        for (var i = 0; i < 3; i++) await table.RefreshAsync();

        Assert.Equal(
            ["Model a: version 1.0.2 cannot be loaded and is tried again; version 1.0.1 keeps serving."], log.Lines);
    }

    [Fact]
    public async Task Refreshes_that_come_while_one_runs_share_the_next_one()
    {
        var store = new GatedServingStore();
        var table = new ServingTable(store, new ScorerCache(new NoArtifacts()));
        var first = table.RefreshAsync();
        var rest = Enumerable.Range(0, 20).Select(_ => table.RefreshAsync()).ToArray();

        store.Open();
        await Task.WhenAll([first, .. rest]);

        Assert.Equal(2, store.Reads);
    }

    [Fact]
    public async Task Readers_see_one_whole_entry_while_versions_change()
    {
        await using var served = await ServedDatabase.OpenAsync();
        await served.Database.ServeAsync("a", 1, 1);
        await served.Table.RefreshAsync();
        using var ended = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 2)
            .Select(_ => Task.Run(() => ReadUntil(served.Table, ended.Token))).ToArray();

        for (var revision = 2; revision <= 40; revision++)
        {
            await served.Database.ServeAsync("a", revision, revision);
            await served.Table.RefreshAsync();
        }
        await ended.CancelAsync();

        Assert.All(await Task.WhenAll(readers), mixed => Assert.Null(mixed));
        Assert.Equal(40, served.Table.Find("a")!.Revision);
    }

    [Theory]
    [InlineData("mean")]
    [InlineData("ridge")]
    [InlineData("leafwise")]
    public async Task Finding_a_model_and_predicting_allocates_nothing(string learner)
    {
        await using var served = await ServedDatabase.OpenAsync();
        var artifact = await served.Database.Artifacts.PutAsync(Example.Fit(learner, 3).Bytes, Example.Start);
        await served.Database.ServeAsync("a", 1, Example.Plan("a", new(1, 0, 0), artifact));
        await served.Table.RefreshAsync();
        served.Table.Find("a")!.Model.Predict(Features, 0);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) served.Table.Find("a")!.Model.Predict(Features, i);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    // Version 1.0.n of revision n answers n: anything else is a mixture.
    private static string? ReadUntil(ServingTable table, CancellationToken ended)
    {
        while (!ended.IsCancellationRequested)
        {
            var entry = table.Find("a")!;
            var value = entry.Model.Predict(Features, 0);
            if (entry.Revision != (long)value || entry.Model.Version != $"1.0.{entry.Revision}")
            {
                return $"{entry.Revision} {entry.Model.Version} {value}";
            }
        }
        return null;
    }
}
