using RetrainGrains.Domain.Observations;

namespace RetrainGrains.Gateway.Tests.Serving;

public sealed class ServingTableTests
{
    private static readonly float[] Features = [1, 2, 0];

    [Fact]
    public async Task A_promotion_is_served_after_the_next_refresh()
    {
        await using var desks = await Desks.OpenAsync();
        await desks.Database.ServeAsync("a", 1, 10);
        await desks.Table.RefreshAsync();
        await desks.Database.ServeAsync("a", 2, 20);
        var before = desks.Table.Find("a")!;

        await desks.Table.RefreshAsync();

        Assert.Equal(("1.0.1", 1L, 10.0), (before.Model.Version, before.Revision, before.Model.Predict(Features, 0)));
        var after = desks.Table.Find("a")!;
        Assert.Equal(("1.0.2", 2L, 20.0), (after.Model.Version, after.Revision, after.Model.Predict(Features, 0)));
    }

    [Fact]
    public async Task A_table_that_spans_pages_is_read_to_its_end()
    {
        await using var desks = await Desks.OpenAsync();
        for (var i = 0; i < 1_003; i++) await desks.Database.ServeAsync($"m{i}", 1, 1);
        Assert.False(desks.Table.Loaded);

        await desks.Table.RefreshAsync();

        Assert.True(desks.Table.Loaded);
        Assert.Equal(1_003, desks.Table.Count);
    }

    [Theory]
    [InlineData("{ this is no plan")]
    [InlineData("""{"modelId":"a","version":"1.0.2","schema":{"features":[],"target":"t"},"members":[]}""")]
    public async Task A_model_whose_plan_is_broken_keeps_its_version_and_holds_up_no_other(string plan)
    {
        await using var desks = await Desks.OpenAsync();
        await desks.Database.ServeAsync("a", 1, 10);
        await desks.Table.RefreshAsync();
        await desks.Database.ServeAsync("a", 2, "1.0.2", plan.Replace("members\":[]", "members\":null"));
        await desks.Database.ServeAsync("b", 1, 30);

        await desks.Table.RefreshAsync();

        Assert.Equal(1, desks.Table.Find("a")!.Revision);
        Assert.Equal(30, desks.Table.Find("b")!.Model.Predict(Features, 0));
        Assert.Equal(["a"], desks.Table.Broken);
    }

    [Fact]
    public async Task A_plan_for_other_features_than_its_artifact_takes_is_found_when_it_is_loaded()
    {
        await using var desks = await Desks.OpenAsync();
        var artifact = await desks.Database.Artifacts.PutAsync(Example.Constant(1).Bytes, Example.Start);
        var plan = Example.Plan("a", new(1, 0, 1), artifact);
        await desks.Database.ServeAsync("a", 1, plan with
        {
            Schema = plan.Schema with { Features = [new Feature("temp")] },
        });

        await desks.Table.RefreshAsync();

        Assert.Null(desks.Table.Find("a"));
        Assert.Equal(["a"], desks.Table.Broken);
    }

    [Fact]
    public async Task A_broken_model_serves_as_soon_as_its_artifact_can_be_read_again()
    {
        await using var desks = await Desks.OpenAsync();
        var artifact = Example.Constant(5);
        await desks.Database.ServeAsync("a", 1, Example.Plan("a", new(1, 0, 1), artifact.Id));
        await desks.Table.RefreshAsync();
        Assert.Equal(["a"], desks.Table.Broken);

        await desks.Database.Artifacts.PutAsync(artifact.Bytes, Example.Start);
        await desks.Table.RefreshAsync();

        Assert.Empty(desks.Table.Broken);
        Assert.Equal(5, desks.Table.Find("a")!.Model.Predict(Features, 0));
    }

    [Fact]
    public async Task Models_that_never_load_do_not_keep_another_from_its_turn()
    {
        await using var desks = await Desks.OpenAsync();
        var artifact = Example.Constant(5);
        for (var i = 0; i < 20; i++) await desks.Database.ServeAsync($"broken-{i}", 1, "1.0.0", "no plan");
        await desks.Database.ServeAsync("a", 1, Example.Plan("a", new(1, 0, 1), artifact.Id));
        await desks.Table.RefreshAsync();
        await desks.Database.Artifacts.PutAsync(artifact.Bytes, Example.Start);

        await desks.Table.RefreshAsync();
        await desks.Table.RefreshAsync();

        Assert.NotNull(desks.Table.Find("a"));
        Assert.Equal(20, desks.Table.Broken.Count);
    }

    [Fact]
    public async Task A_broken_plan_is_reported_once_and_not_at_every_try()
    {
        await using var desks = await Desks.OpenAsync();
        var log = new LinesLogger<ServingTable>();
        var table = new ServingTable(desks.Database.Serving, new ScorerCache(desks.Database.Artifacts), log);
        await desks.Database.ServeAsync("a", 1, 10);
        await table.RefreshAsync();
        await desks.Database.ServeAsync("a", 2, "1.0.2", "no plan");

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
        await using var desks = await Desks.OpenAsync();
        await desks.Database.ServeAsync("a", 1, 1);
        await desks.Table.RefreshAsync();
        using var ended = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Run(() => ReadUntil(desks.Table, ended.Token))).ToArray();

        for (var revision = 2; revision <= 40; revision++)
        {
            await desks.Database.ServeAsync("a", revision, revision);
            await desks.Table.RefreshAsync();
        }
        await ended.CancelAsync();

        Assert.All(await Task.WhenAll(readers), mixed => Assert.Null(mixed));
        Assert.Equal(40, desks.Table.Find("a")!.Revision);
    }

    [Theory]
    [InlineData("mean")]
    [InlineData("ridge")]
    [InlineData("leafwise")]
    public async Task Finding_a_model_and_predicting_allocates_nothing(string learner)
    {
        await using var desks = await Desks.OpenAsync();
        var artifact = await desks.Database.Artifacts.PutAsync(Example.Fit(learner, 3).Bytes, Example.Start);
        await desks.Database.ServeAsync("a", 1, Example.Plan("a", new(1, 0, 0), artifact));
        await desks.Table.RefreshAsync();
        desks.Table.Find("a")!.Model.Predict(Features, 0);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) desks.Table.Find("a")!.Model.Predict(Features, i);

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
