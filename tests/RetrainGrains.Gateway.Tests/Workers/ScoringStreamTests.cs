using RetrainGrains.Gateway.Options;

namespace RetrainGrains.Gateway.Tests.Workers;

public sealed class ScoringStreamTests
{
    private static readonly TimeSpan Patience = new WorkerOptions().Patience;

    [Fact]
    public async Task A_model_is_sent_once_before_its_first_rows_in_chunks()
    {
        await using var server = await GatewayServer.StartAsync(workers: new WorkerOptions { ChunkBytesMax = 1 << 13 });
        using var worker = await server.ScorerAsync();
        var model = Model('a', 20_000);
        var first = ScoreAsync(server, model, 1);

        var chunks = new List<V1.ArtifactChunk>();
        while (chunks.Count == 0 || !chunks[^1].Last) chunks.Add((await worker.NextAsync()).Artifact);
        await LoadedAsync(worker, model);
        await AnswerAsync(worker, (await worker.NextAsync()).Rows);
        Assert.Equal(Answers(1), await first);
        var second = ScoreAsync(server, model, 2);
        var rows = (await worker.NextAsync()).Rows;
        await AnswerAsync(worker, rows);

        Assert.Equal(Answers(2), await second);
        Assert.Equal((model.ArtifactId, 2UL), (rows.ArtifactId, rows.RequestId));
        Assert.Equal([0f, 0f, 0f, 1f, 1f, 1f], rows.Features);
        Assert.Equal(3, chunks.Count);
        Assert.Equal(
            (await model.ReadAsync(default)).ToArray(), chunks.SelectMany(chunk => chunk.Content.ToByteArray()));
        Assert.Equal(["lstm", "", ""], chunks.Select(chunk => chunk.Learner));
        Assert.Equal([true, false, false], chunks.Select(chunk => chunk.Schema is not null));
    }

    [Fact]
    public async Task More_rows_than_a_message_holds_go_in_several_and_come_back_in_order()
    {
        await using var server = await GatewayServer.StartAsync(workers: new WorkerOptions { ChunkBytesMax = 1 << 13 });
        using var worker = await server.ScorerAsync();
        var model = Model('a');
        var scoring = ScoreAsync(server, model, 1_000);
        await worker.NextAsync();
        await LoadedAsync(worker, model);

        var requests = 0;
        for (var rows = 0; rows < 1_000; requests++)
        {
            var request = (await worker.NextAsync()).Rows;
            Assert.True(request.CalculateSize() <= (1 << 13) + 100);
            rows += request.AtUnixMs.Count;
            await AnswerAsync(worker, request);
        }

        Assert.True(requests > 1);
        Assert.Equal(Answers(1_000), await scoring);
    }

    [Fact]
    public async Task Nobody_waits_longer_than_the_patience_and_the_model_is_there_for_the_next()
    {
        await using var server = await GatewayServer.StartAsync();
        using var worker = await server.ScorerAsync();
        var model = Model('a');
        var impatient = ScoreAsync(server, model, 1);
        await worker.NextAsync();

        server.Time.Advance(Patience);

        Assert.Null(await impatient);
        await LoadedAsync(worker, model);
        var next = ScoreAsync(server, model, 1);
        var late = (await worker.NextAsync()).Rows;
        server.Time.Advance(Patience);
        Assert.Null(await next);
        await AnswerAsync(worker, late);
        var last = ScoreAsync(server, model, 1);
        await AnswerAsync(worker, (await worker.NextAsync()).Rows);
        Assert.Equal(Answers(1), await last);
    }

    [Fact]
    public async Task A_worker_that_keeps_all_waiting_is_left_alone_for_a_while()
    {
        var options = new WorkerOptions();
        await using var server = await GatewayServer.StartAsync();
        using var worker = await server.ScorerAsync();
        var model = Model('a');
        for (var i = 0; i < options.MissesMax; i++)
        {
            var waiting = ScoreAsync(server, model, 1);
            if (i == 0) await worker.NextAsync();
            server.Time.Advance(Patience);
            Assert.Null(await waiting);
        }
        await LoadedAsync(worker, model);

        // At once: nobody moves the clock.
        Assert.Null(await ScoreAsync(server, model, 1));
        var unhurried = ScoreAsync(server, model, 2, Timeout.InfiniteTimeSpan);
        await AnswerAsync(worker, (await worker.NextAsync()).Rows);
        Assert.Equal(Answers(2), await unhurried);
        server.Time.Advance(options.RestAfterMisses - TimeSpan.FromMilliseconds(1));
        Assert.Null(await ScoreAsync(server, model, 1));
        server.Time.Advance(TimeSpan.FromMilliseconds(1));
        var next = ScoreAsync(server, model, 1);

        await AnswerAsync(worker, (await worker.NextAsync()).Rows);
        Assert.Equal(Answers(1), await next);
    }

    [Fact]
    public async Task A_model_that_could_not_be_loaded_is_sent_again_after_a_while()
    {
        await using var server = await GatewayServer.StartAsync(
            workers: new WorkerOptions { LoadRetryAfter = TimeSpan.FromSeconds(10) });
        using var worker = await server.ScorerAsync();
        var model = Model('a');
        var first = ScoreAsync(server, model, 1);
        await worker.NextAsync();
        var failed = new V1.LoadFailed { ArtifactId = model.ArtifactId, Reason = "no such layer" };
        await worker.ReportAsync(new V1.ScoringReport { LoadFailed = failed });
        Assert.Null(await first);
        Assert.Null(await ScoreAsync(server, model, 1));

        server.Time.Advance(TimeSpan.FromSeconds(10));
        var again = ScoreAsync(server, model, 1);

        await ServedAsync(worker, model);
        Assert.Equal(Answers(1), await again);
    }

    [Fact]
    public async Task The_model_used_longest_ago_is_released_for_a_new_one()
    {
        await using var server = await GatewayServer.StartAsync(workers: new WorkerOptions { ArtifactsMax = 2 });
        using var worker = await server.ScorerAsync();
        await ServeAsync(server, worker, Model('a'), isNew: true);
        await ServeAsync(server, worker, Model('b'), isNew: true);
        await ServeAsync(server, worker, Model('a'), isNew: false);
        _ = ScoreAsync(server, Model('c'), 1);

        Assert.Equal(Model('b').ArtifactId, (await worker.NextAsync()).Released.ArtifactId);
        Assert.Equal(Model('c').ArtifactId, (await worker.NextAsync()).Artifact.ArtifactId);
    }

    [Fact]
    public async Task Beyond_the_requests_that_may_wait_there_is_no_answer_at_once()
    {
        await using var server = await GatewayServer.StartAsync(workers: new WorkerOptions { RequestsMax = 1 });
        using var worker = await server.ScorerAsync();
        await ServeAsync(server, worker, Model('a'), isNew: true);
        var waiting = ScoreAsync(server, Model('a'), 1);
        var rows = (await worker.NextAsync()).Rows;

        Assert.Null(await ScoreAsync(server, Model('a'), 1));
        await AnswerAsync(worker, rows);
        Assert.NotNull(await waiting);
    }

    [Fact]
    public async Task A_worker_that_dies_or_cannot_score_is_replaced_by_another_within_the_same_request()
    {
        await using var server = await GatewayServer.StartAsync();
        using var failing = await server.ScorerAsync();
        await ServeAsync(server, failing, Model('a'), isNew: true);
        using var other = await server.ScorerAsync();
        var scoring = ScoreAsync(server, Model('a'), 1);
        var failed = new V1.ScoringFailed
        {
            RequestId = (await failing.NextAsync()).Rows.RequestId, Reason = "out of memory",
        };
        await failing.ReportAsync(new V1.ScoringReport { Failed = failed });
        await ServedAsync(other, Model('a'));
        Assert.NotNull(await scoring);

        var alone = ScoreAsync(server, Model('a'), 1);
        await failing.NextAsync();
        failing.Dispose();
        await AnswerAsync(other, (await other.NextAsync()).Rows);

        Assert.NotNull(await alone);
    }

    [Fact]
    public async Task Scores_that_are_too_few_end_the_stream_and_the_wait()
    {
        await using var server = await GatewayServer.StartAsync();
        using var worker = await server.ScorerAsync();
        await ServeAsync(server, worker, Model('a'), isNew: true);
        var scoring = ScoreAsync(server, Model('a'), 3);
        var rows = (await worker.NextAsync()).Rows;

        await worker.ReportAsync(new V1.ScoringReport { Scores = new V1.Scores { RequestId = rows.RequestId } });

        Assert.Null(await scoring);
        Assert.Contains(
            "scores.values.length: '0' must be 3: one for each row", (await worker.EndAsync()).Detail);
    }

    // Each row's score is its time.
    private static double[]? Answers(int rows) => [.. Enumerable.Range(0, rows).Select(i => (double)i)];

    private static async Task ServeAsync(
        GatewayServer server, WorkerCall<V1.ScoringReport, V1.ScoringTask> worker, WorkerModel model, bool isNew)
    {
        var scoring = ScoreAsync(server, model, 1);
        if (isNew) await ServedAsync(worker, model);
        else await AnswerAsync(worker, (await worker.NextAsync()).Rows);
        Assert.NotNull(await scoring);
    }

    // The model comes, and its first rows.
    private static async Task ServedAsync(WorkerCall<V1.ScoringReport, V1.ScoringTask> worker, WorkerModel model)
    {
        Assert.Equal(model.ArtifactId, (await worker.NextAsync()).Artifact.ArtifactId);
        await LoadedAsync(worker, model);
        await AnswerAsync(worker, (await worker.NextAsync()).Rows);
    }

    private static WorkerModel Model(char letter, int bytes = 5) => new(
        new string(letter, 64), "lstm", Example.Schema,
        _ => Task.FromResult<ReadOnlyMemory<byte>>(Enumerable.Range(0, bytes).Select(i => (byte)i).ToArray()));

    private static Task<double[]?> ScoreAsync(
        GatewayServer server, WorkerModel model, int rows, TimeSpan? patience = null) =>
        server.Get<IWorkerPool>().ScoreAsync(
            model,
            new WorkerRows(
                Enumerable.Range(0, rows).Select(i => (long)i).ToArray(),
                Enumerable.Range(0, 3 * rows).Select(i => (float)(i / 3)).ToArray()),
            patience ?? Patience, TestContext.Current.CancellationToken);

    private static Task LoadedAsync(WorkerCall<V1.ScoringReport, V1.ScoringTask> worker, WorkerModel model) =>
        worker.ReportAsync(new V1.ScoringReport
        {
            Loaded = new V1.ArtifactLoaded { ArtifactId = model.ArtifactId },
        });

    private static Task AnswerAsync(WorkerCall<V1.ScoringReport, V1.ScoringTask> worker, V1.Rows rows) =>
        worker.ReportAsync(new V1.ScoringReport
        {
            Scores = new V1.Scores { RequestId = rows.RequestId, Values = { rows.AtUnixMs.Select(at => (double)at) } },
        });
}
