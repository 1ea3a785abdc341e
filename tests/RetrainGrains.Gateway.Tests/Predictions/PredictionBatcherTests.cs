using Microsoft.Extensions.Time.Testing;
using RetrainGrains.Gateway.Availability;
using RetrainGrains.Gateway.Options;
using RetrainGrains.Gateway.Predictions;
using RetrainGrains.Gateway.Tests.Availability;

namespace RetrainGrains.Gateway.Tests.Predictions;

public sealed class PredictionBatcherTests
{
    private readonly GatedLog log = new();
    private readonly FakeTimeProvider time = new();
    private readonly DatabaseCircuit circuit;
    private readonly PredictionBuffer buffer;
    private readonly PredictionBatcher batcher;
    private readonly List<Action> held = [];
    private bool holds;

    public PredictionBatcherTests()
    {
        circuit = new DatabaseCircuit(new OpenServingStore(), time);
        var hints = new OutcomeHints(new GrainCalls(new FakeFleet(), time, new GatewayOptions()), HintMode.Awaited);
        var predictionLog = new PredictionLog(log, hints);
        buffer = new PredictionBuffer(predictionLog, circuit, time, new GatewayOptions());
        batcher = new PredictionBatcher(predictionLog, buffer, circuit, time, new GatewayOptions(), Begin);
    }

    [Fact]
    public async Task Requests_that_come_before_a_commit_begins_go_together_in_it()
    {
        holds = true;
        Task<Answer<Appended>>[] asked =
            [batcher.AppendAsync("a", Rows("p1")), batcher.AppendAsync("a", Rows("p2")), batcher.AppendAsync("b", [])];
        Assert.Empty(log.Batches);

        holds = false;
        foreach (var commit in held) commit();
        log.End(0);
        log.End(1);

        Assert.All(await Task.WhenAll(asked), answer => Assert.True(answer.Value!.Logged));
        Assert.Equal(["p1", "p2"], log.Batches[0].Select(row => row.PredictionId));
    }

    [Fact]
    public async Task Requests_that_come_during_a_commit_go_together_in_the_next_one()
    {
        var first = batcher.AppendAsync("a", Rows("p1"));
        var second = batcher.AppendAsync("a", Rows("p2", "twice"));
        var third = batcher.AppendAsync("a", Rows("p3"));
        log.End(0);
        Assert.Equal([RecordStatus.Stored], (await first).Value!.Statuses);

        await BegunAsync(2);
        log.End(1);

        Assert.Equal([RecordStatus.Stored, RecordStatus.Duplicate], (await second).Value!.Statuses);
        Assert.Equal([RecordStatus.Stored], (await third).Value!.Statuses);
        Assert.Equal(["p2", "twice", "p3"], log.Batches[1].Select(row => row.PredictionId));
    }

    [Fact]
    public async Task Models_do_not_wait_for_each_other()
    {
        var slow = batcher.AppendAsync("a", Rows("p1"));
        var quick = batcher.AppendAsync("b", Rows("p1"));
        log.End(1);

        Assert.Single((await quick).Value!.Statuses);
        Assert.False(slow.IsCompleted);
    }

    [Fact]
    public async Task A_group_holds_at_most_512_rows_and_a_longer_request_goes_alone()
    {
        _ = batcher.AppendAsync("a", Rows("p1"));
        foreach (var rows in new[] { 500, 12, 1, 2_000, 3 })
        {
            _ = batcher.AppendAsync("a", Rows([.. Enumerable.Range(0, rows).Select(i => $"{rows}-{i}")]));
        }
        for (var i = 0; i < 4; i++)
        {
            await BegunAsync(1);
            log.End(i);
        }
        await BegunAsync(1);

        Assert.Equal([1, 512, 1, 2_000, 3], log.Batches.Select(batch => batch.Count));
    }

    [Fact]
    public async Task When_too_much_waits_a_request_is_refused_and_says_so()
    {
        _ = batcher.AppendAsync("a", Rows("p1"));
        var rows = Rows([.. Enumerable.Range(0, 10_000).Select(i => $"p{i}")]);
        _ = batcher.AppendAsync("a", rows);
        _ = batcher.AppendAsync("a", rows);

        var refused = await batcher.AppendAsync("a", Rows("one more"));

        Assert.Equal(RefusalKind.Busy, refused.Refusal!.Kind);
        Assert.Contains("20000", refused.Refusal.ToString());
        log.End(0);
        await BegunAsync(2);
        Assert.False(batcher.AppendAsync("a", Rows("room again")).IsCompleted);
    }

    [Fact]
    public async Task A_commit_that_fails_fails_its_own_group_and_the_next_one_goes_on()
    {
        var first = batcher.AppendAsync("a", Rows("p1"));
        var second = batcher.AppendAsync("a", Rows("p2"));
        log.End(0, new IOException("disk"));
        await Assert.ThrowsAsync<IOException>(() => first);
        await BegunAsync(2);
        log.End(1, new IOException("disk again"));
        await Assert.ThrowsAsync<IOException>(() => second);

        var third = batcher.AppendAsync("a", Rows("p3"));
        await BegunAsync(1);
        log.End(2);

        Assert.Single((await third).Value!.Statuses);
    }

    [Fact]
    public async Task When_the_database_goes_away_during_a_commit_all_who_wait_are_kept_in_order()
    {
        var first = batcher.AppendAsync("a", Rows("p1"));
        var second = batcher.AppendAsync("a", Rows("p2"));
        var third = batcher.AppendAsync("a", Rows("p3"));
        await BegunAsync(1);
        log.End(0, OutageDatabase.Away());

        Assert.All(await Task.WhenAll(first, second, third), answer => Assert.Same(Appended.Kept, answer.Value));
        time.Advance(DatabaseCircuit.PauseMin);
        await BegunAsync(1);

        Assert.Equal(["p1", "p2", "p3"], log.Batches[1].Select(row => row.PredictionId));
    }

    [Fact]
    public async Task A_commit_that_hangs_holds_up_no_answer_and_its_rows_are_logged_again()
    {
        var hanging = batcher.AppendAsync("a", Rows("p1"));
        var behind = batcher.AppendAsync("a", Rows("p2"));
        await BegunAsync(1);
        Assert.False(hanging.IsCompleted);
        time.Advance(new GatewayOptions().CommitPatience);
        Assert.All(await Task.WhenAll(hanging, behind), answer => Assert.Same(Appended.Kept, answer.Value));

        time.Advance(DatabaseCircuit.PauseMin);
        await BegunAsync(1);

        Assert.Equal(["p1", "p2"], log.Batches[1].Select(row => row.PredictionId));
    }

    [Fact]
    public async Task A_models_rows_do_not_overtake_those_of_it_that_wait_and_other_models_go_on()
    {
        var first = batcher.AppendAsync("a", Rows("p1"));
        await BegunAsync(1);
        log.End(0, OutageDatabase.Away());
        await first;
        time.Advance(DatabaseCircuit.PauseMin);
        await BegunAsync(1);
        Assert.False(circuit.IsAway);

        var behind = await batcher.AppendAsync("a", Rows("p2"));
        var other = batcher.AppendAsync("b", Rows("p1"));
        await BegunAsync(1);
        log.End(2);
        Assert.True((await other).Value!.Logged);
        log.End(1);
        await BegunAsync(1);
        log.End(3);
        await buffer.WhenLogged("a");

        Assert.False(behind.Value!.Logged);
        Assert.Equal(["p1"], log.Batches[1].Select(row => row.PredictionId));
        Assert.Equal(["p2"], log.Batches[3].Select(row => row.PredictionId));
    }

    [Fact]
    public async Task Rows_that_need_not_be_durable_are_answered_before_their_commit_and_logged_in_order()
    {
        var first = await batcher.AppendAsync("a", Rows("p1"), durable: false);
        await BegunAsync(1);
        var second = await batcher.AppendAsync("a", Rows("p2"), durable: false);
        Assert.All([first, second], answer => Assert.Same(Appended.Kept, answer.Value));
        Assert.False(buffer.WhenLogged("a").IsCompleted);

        log.End(0);
        await BegunAsync(1);
        log.End(1);
        await buffer.WhenLogged("a");

        Assert.Equal(["p1", "p2"], log.Batches.Select(batch => batch[0].PredictionId));
    }

    private void Begin(Action commit)
    {
        if (holds) held.Add(commit);
        else commit();
    }

    private async Task BegunAsync(int appends)
    {
        for (var i = 0; i < appends; i++) await log.BegunAsync();
    }

    private static PredictionRow[] Rows(params string[] ids) =>
        [.. ids.Select(id => new PredictionRow(id, Example.Start, [], 1, "1.0.0"))];
}
