namespace RetrainGrains.Storage.Tests;

/// <summary>Callers on many threads share one database object.</summary>
public abstract class ConcurrencyCompliance(DatabaseHome home) : DatabaseCompliance(home)
{
    [Fact]
    public async Task Readers_see_whole_batches_while_a_writer_works()
    {
        const int Batches = 60, Rows = 50, Readers = 6;
        using var start = new Barrier(Readers + 1);
        var writer = Task.Run(async () =>
        {
            start.SignalAndWait(TestContext.Current.CancellationToken);
            for (var batch = 0; batch < Batches; batch++)
            {
                await Database.Observations.ImportAsync(Model, History(batch * Rows, Rows));
            }
        });
        var readers = Enumerable.Range(0, Readers).Select(_ => Task.Run(async () =>
        {
            start.SignalAndWait(TestContext.Current.CancellationToken);
            var seen = 0;
            while (seen < Batches * Rows)
            {
                var now = (await Database.Observations.LabelledAfterAsync(Model, 0, 100_000)).Count;
                Assert.True(now >= seen && now % Rows == 0, $"saw {now} rows after {seen}");
                seen = now;
            }
        }));
        await Task.WhenAll(readers.Append(writer));
    }

    [Fact]
    public async Task Writers_on_many_threads_all_get_their_turn()
    {
        const int Writers = 8, Commits = 25;
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            for (var revision = 0; revision < Commits; revision++)
            {
                var commit = Commit(revision, $"model-{writer}") with { Ledger = [Line(revision)] };
                Assert.True((await Database.Models.CommitAsync(commit)).Committed);
            }
        })));
        Assert.All(await Database.Models.ListAsync(null, 100), model => Assert.Equal(Commits, model.Revision));
    }

    [Fact]
    public async Task The_first_rows_of_many_models_may_come_at_the_same_time()
    {
        const int Models = 8;
        using var start = new Barrier(Models);
        var statuses = await Task.WhenAll(Enumerable.Range(0, Models).Select(model => Task.Run(async () =>
        {
            // A session of its own for each, before all of them find that the rows' month has no place yet.
            await Database.Models.FindAsync($"model-{model}");
            start.SignalAndWait(TestContext.Current.CancellationToken);
            return await Database.Observations.ImportAsync($"model-{model}", History(0, 1));
        })));
        Assert.All(statuses, status => Assert.Equal(RecordStatus.Stored, Assert.Single(status)));
    }

    [Fact]
    public async Task A_cancelled_call_stores_nothing_and_leaves_the_database_usable()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Database.Models.CommitAsync(Commit(0), cancelled.Token));

        Assert.True((await CreateAsync()).Committed);
    }

    private static HistoryRow[] History(int from, int rows) =>
        [.. Enumerable.Range(from, rows).Select(i => new HistoryRow($"h{i}", Start.AddMinutes(i), [i], i, Start))];
}
