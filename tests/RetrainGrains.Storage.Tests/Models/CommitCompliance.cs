namespace RetrainGrains.Storage.Tests.Models;

/// <summary>A commit is everything or nothing, and only on the revision it was decided on.</summary>
public abstract class CommitCompliance(DatabaseHome home) : DatabaseCompliance(home)
{
    [Fact]
    public async Task A_first_commit_creates_the_model_at_revision_one()
    {
        var result = await CreateAsync();

        Assert.Equal(new CommitResult(CommitStatus.Committed, 1), result);
        Assert.Equal(
            new ModelRow(Model, 1, "regression", """{"revision":1}""", null, 0, Start),
            await Database.Models.FindAsync(Model));
    }

    [Fact]
    public async Task Models_are_counted()
    {
        Assert.Equal(0, await Database.Models.CountAsync());
        await CreateAsync();
        await CreateAsync("another");

        Assert.Equal(2, await Database.Models.CountAsync());
    }

    [Fact]
    public async Task Evidence_grows_under_its_own_count_and_leaves_the_revision_alone()
    {
        await CreateAsync();
        var grown = new ModelCommit
        {
            ModelId = Model, ModelType = "regression", At = Start, ExpectedRevision = 1, ExpectedLearnedCount = 0,
                LearnedState = [1, 2],
        };

        var first = await Database.Models.CommitAsync(grown);
        var again = await Database.Models.CommitAsync(grown);

        Assert.Equal(new CommitResult(CommitStatus.Committed, 1), first);
        Assert.Equal(CommitStatus.RevisionMismatch, again.Status);
        var row = await Database.Models.FindAsync(Model);
        Assert.Equal((1L, 1L), (row!.Revision, row.LearnedCount));
        Assert.Equal([1, 2], row.LearnedState);
    }

    [Fact]
    public async Task A_commit_on_another_revision_stores_nothing_and_names_the_one_found()
    {
        await CreateAsync();
        var commit = FullCommit(7);

        var result = await Database.Models.CommitAsync(commit);

        Assert.Equal(new CommitResult(CommitStatus.RevisionMismatch, 1), result);
        await AssertNothingButTheModelAsync();
    }

    [Fact]
    public async Task Creating_a_model_that_exists_is_a_mismatch()
    {
        await CreateAsync();
        Assert.Equal(new CommitResult(CommitStatus.RevisionMismatch, 1), await CreateAsync());
    }

    [Fact]
    public async Task A_commit_to_an_unknown_model_is_a_mismatch_with_revision_zero()
    {
        Assert.Equal(
            new CommitResult(CommitStatus.RevisionMismatch, 0), await Database.Models.CommitAsync(Commit(3)));
    }

    [Fact]
    public async Task A_commit_stores_all_its_parts()
    {
        await CreateAsync();

        var result = await Database.Models.CommitAsync(FullCommit(1));

        Assert.Equal(2, result.Revision);
        Assert.Single(await Database.Models.LedgerAsync(Model, 1, 10));
        Assert.Equal([5L], (await Database.Models.WindowsAsync(Model, 0)).Select(window => window.Hour));
        var change = Assert.Single(await Database.Serving.ChangedSinceAsync(0, 10));
        Assert.Equal((2, new ServingRow(Model, "v1", "a1", "{}")), (change.Revision, change.Row));
        Assert.Single(await Database.Schedules.DueAsync(3, Start.AddDays(1), 10));
        Assert.Equal("run-1", Assert.Single(await Database.Runs.UnfinishedAsync(10)).RunId);
        Assert.Equal("notify", Assert.Single(await Database.Outbox.PendingAsync(Model, Start.AddDays(1), 10)).Kind);
        Assert.Equal("done", (await Database.Models.FindRequestAsync(Model, "request-1"))?.Answer);
    }

    [Fact]
    public async Task A_commit_that_fails_halfway_leaves_nothing_behind()
    {
        await CreateAsync();
        var commit = FullCommit(1) with
        {
            RunOutcomes = [new RunOutcome("no-such-run", RunStatus.Finished, Start, "{}")],
        };

        var refusal = await Assert.ThrowsAsync<ArgumentException>(() => Database.Models.CommitAsync(commit));

        Assert.Contains("RunOutcomes.RunId is 'no-such-run'", refusal.Message);
        await AssertNothingButTheModelAsync();
    }

    [Fact]
    public async Task A_repeated_request_stores_nothing_and_brings_back_its_answer()
    {
        await CreateAsync();
        await Database.Models.CommitAsync(Commit(1) with { Request = new RequestRow("r", "first") });

        var again = await Database.Models.CommitAsync(Commit(1) with { Request = new RequestRow("r", "second") });
        var onNewRevision = await Database.Models.CommitAsync(Commit(2) with { Request = new RequestRow("r", "x") });

        Assert.Equal(new CommitResult(CommitStatus.DuplicateRequest, 2, "first"), again);
        Assert.Equal(again, onNewRevision);
        Assert.False(again.Committed);
    }

    [Fact]
    public async Task The_same_request_id_may_be_used_for_another_model()
    {
        await CreateAsync();
        await Database.Models.CommitAsync(Commit(1) with { Request = new RequestRow("r", "first") });

        var other = await Database.Models.CommitAsync(Commit(0, "other") with { Request = new RequestRow("r", "x") });

        Assert.True(other.Committed);
    }

    [Fact]
    public async Task Only_the_latest_thousand_requests_are_remembered()
    {
        for (var i = 0; i < IModelStore.RequestsKept + 2; i++)
        {
            await Database.Models.CommitAsync(Commit(i) with { Request = new RequestRow($"r{i}", "ok") });
        }

        Assert.Null(await Database.Models.FindRequestAsync(Model, "r1"));
        Assert.NotNull(await Database.Models.FindRequestAsync(Model, "r2"));
        Assert.NotNull(await Database.Models.FindRequestAsync(Model, $"r{IModelStore.RequestsKept + 1}"));
    }

    [Fact]
    public async Task Windows_are_replaced_by_hour_and_dropped_when_old()
    {
        await Database.Models.CommitAsync(Commit(0) with { Windows = [Window(1, 1), Window(2, 2), Window(3, 3)] });

        await Database.Models.CommitAsync(Commit(1) with { Windows = [Window(3, 9)], DropWindowsBefore = 2 });

        var windows = await Database.Models.WindowsAsync(Model, 0);
        Assert.Equal([(2L, (byte)2), (3L, (byte)9)], windows.Select(window => (window.Hour, window.Body[0])));
        Assert.Equal([3L], (await Database.Models.WindowsAsync(Model, 3)).Select(window => window.Hour));
    }

    [Fact]
    public async Task Models_are_listed_in_byte_order_of_their_ids_page_by_page()
    {
        string[] ids = ["Z", "a", "é", "模型", "🙂"];
        foreach (var id in ids.Reverse()) await CreateAsync(id);

        var first = await Database.Models.ListAsync(null, 2);
        var rest = await Database.Models.ListAsync(first[^1].ModelId, 10);

        Assert.Equal(ids, first.Concat(rest).Select(model => model.ModelId));
    }

    [Fact]
    public async Task Models_are_found_by_a_text_of_their_state_page_by_page_and_no_sign_stands_for_others()
    {
        (string Id, string State)[] models =
        [
            ("a", """{"from":"x_1%"}"""), ("b", """{"from":"xy1z"}"""), ("c", """{"from":"x\_1%"}"""),
            ("d", """{"from":"x_1%"}"""), ("e", "{}"),
        ];
        foreach (var (id, state) in models)
            await Database.Models.CommitAsync(Commit(0) with { ModelId = id, State = state });

        var first = await Database.Models.WithStateLikeAsync("\"x_1%\"", null, 1);
        var rest = await Database.Models.WithStateLikeAsync("\"x_1%\"", "a", 10);
        var escaped = await Database.Models.WithStateLikeAsync("""x\_1""", null, 10);

        Assert.Equal(["a", "d"], first.Concat(rest).Select(model => model.ModelId));
        Assert.Equal("c", Assert.Single(escaped).ModelId);
    }

    private static WindowRow Window(long hour, byte content) => new(hour, [content]);

    private static ModelCommit FullCommit(long expectedRevision) => Commit(expectedRevision) with
    {
        Ledger = [Line(1)],
        Serving = new ServingRow(Model, "v1", "a1", "{}"),
        Schedule = new ScheduleRow(Model, 3, Start.AddHours(1)),
        NewRuns = [new RunRow("run-1", Model, RunStatus.Queued, 0, "drift", Start, "{}")],
        Outbox = [new OutboxAppend("notify", "{}")],
        Windows = [Window(5, 1)],
        Request = new RequestRow("request-1", "done"),
    };

    private async Task AssertNothingButTheModelAsync()
    {
        Assert.Equal(1, (await Database.Models.FindAsync(Model))?.Revision);
        Assert.Empty(await Database.Models.LedgerAsync(Model, 1, 10));
        Assert.Empty(await Database.Models.WindowsAsync(Model, 0));
        Assert.Empty(await Database.Serving.ChangedSinceAsync(0, 10));
        Assert.Null(await Database.Schedules.NextDueAsync(3));
        Assert.Empty(await Database.Runs.UnfinishedAsync(10));
        Assert.Empty(await Database.Outbox.PendingAsync(null, Start.AddYears(1), 10));
        Assert.Null(await Database.Models.FindRequestAsync(Model, "request-1"));
    }
}
