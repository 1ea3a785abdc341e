using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Hosting;
using RetrainGrains.Gateway.Options;

namespace RetrainGrains.Gateway.Tests.Workers;

public sealed class TrainingStreamTests
{
    private const int Rows = 1_000;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(30);

    [Fact]
    public async Task A_worker_gets_the_order_and_its_rows_in_chunks_and_answers_with_the_model_in_chunks()
    {
        await using var server = await GatewayServer.StartAsync(workers: new WorkerOptions { ChunkBytesMax = 1 << 13 });
        using var worker = await server.TrainerAsync();
        var told = new List<WorkerProgress>();
        var training = server.Get<IWorkerPool>().TrainAsync(Order(), told.Add, default);

        var order = (await worker.NextAsync()).Order;
        var chunks = new List<V1.RowChunk>();
        while (chunks.Count == 0 || !chunks[^1].Last) chunks.Add((await worker.NextAsync()).Rows);
        await worker.ReportAsync(Progress(order.TaskId, 1, 3));
        await worker.ReportAsync(Model(order.TaskId, "he", last: false));
        await worker.ReportAsync(Model(order.TaskId, "llo", last: true));

        Assert.Equal("hello"u8.ToArray(), (await training).ToArray());
        Assert.Equal(("lstm", Rows, 7UL, Limit), (order.Learner, order.Rows, order.Seed, order.TimeLimit.ToTimeSpan()));
        Assert.Equal(["temp", "wind", "season"], order.Schema.Features.Select(feature => feature.Name));
        Assert.True(chunks.Count > 1);
        Assert.All(chunks, chunk => Assert.True(chunk.CalculateSize() <= (1 << 13) + 100));
        Assert.Equal(Enumerable.Range(0, Rows).Select(i => (long)i), chunks.SelectMany(chunk => chunk.AtUnixMs));
        Assert.Equal(Enumerable.Range(0, Rows).Select(i => i / 2.0), chunks.SelectMany(chunk => chunk.Targets));
        Assert.Equal(3 * Rows, chunks.Sum(chunk => chunk.Features.Count));
        Assert.True(float.IsNaN(chunks[0].Features[1]));
        Assert.All(chunks, chunk => Assert.Empty(chunk.Weights));
        Assert.Equal([new WorkerProgress(1, 3, 0.5)], told);
    }

    [Fact]
    public async Task Without_a_worker_that_offers_the_learner_a_training_fails_and_says_what_to_do()
    {
        await using var server = await GatewayServer.StartAsync();
        using var other = await server.TrainerAsync(Offers.Of("gnn"));

        var error = await Assert.ThrowsAsync<WorkerException>(() => TrainAsync(server));

        Assert.Equal(
            "no worker here offers 'lstm'; start one that connects to this server", error.Message);
    }

    [Fact]
    public async Task A_worker_that_offers_the_learner_for_another_task_is_not_asked()
    {
        await using var server = await GatewayServer.StartAsync();
        var offer = Offers.Of();
        offer.Learners[0].Tasks[0] = V1.PredictionTask.BinaryClassification;
        using var other = await server.TrainerAsync(offer);

        var error = await Assert.ThrowsAsync<WorkerException>(() => TrainAsync(server));

        Assert.Equal("no worker here offers 'lstm' for regression", error.Message);
    }

    [Fact]
    public async Task The_least_loaded_worker_is_asked_and_while_all_are_busy_a_training_waits()
    {
        await using var server = await GatewayServer.StartAsync();
        using var first = await server.TrainerAsync(Offers.Of(worker: "one"));
        using var second = await server.TrainerAsync(Offers.Of(worker: "two"));
        Task<ReadOnlyMemory<byte>>[] trainings = [TrainAsync(server), TrainAsync(server), TrainAsync(server)];

        var orders = new[] { await OrderAsync(first), await OrderAsync(second) };
        await first.ReportAsync(Model(orders[0], "x", last: true));
        var third = await OrderAsync(first);
        await first.ReportAsync(Model(third, "y", last: true));
        await second.ReportAsync(Model(orders[1], "x", last: true));

        await Task.WhenAll(trainings).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal((1UL, 2UL), (orders[0], third));
    }

    [Fact]
    public async Task A_training_that_is_cancelled_is_cancelled_at_the_worker_whose_late_answer_harms_nobody()
    {
        await using var server = await GatewayServer.StartAsync();
        using var worker = await server.TrainerAsync();
        using var cancellation = new CancellationTokenSource();
        var training = server.Get<IWorkerPool>().TrainAsync(Order(), _ => { }, cancellation.Token);
        var task = await OrderAsync(worker);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => training);
        Assert.Equal(task, (await worker.NextAsync()).Cancelled.TaskId);
        await worker.ReportAsync(Model(task, "late", last: true));
        var next = TrainAsync(server);
        await worker.ReportAsync(Model(await OrderAsync(worker), "new", last: true));
        Assert.Equal("new"u8.ToArray(), (await next).ToArray());
    }

    [Fact]
    public async Task What_a_worker_says_of_its_failure_is_the_failure()
    {
        await using var server = await GatewayServer.StartAsync();
        using var worker = await server.TrainerAsync();
        var training = TrainAsync(server);

        var failed = new V1.TrainingFailed { TaskId = await OrderAsync(worker), Reason = "out of memory" };
        await worker.ReportAsync(new V1.TrainingReport { Failed = failed });

        var error = await Assert.ThrowsAsync<WorkerException>(() => training);
        Assert.Equal("worker gpu-1: out of memory", error.Message);
    }

    [Fact]
    public async Task A_worker_that_leaves_or_dies_fails_its_training()
    {
        await using var server = await GatewayServer.StartAsync();
        using var leaving = await server.TrainerAsync();
        var left = TrainAsync(server);
        await OrderAsync(leaving);
        await leaving.CompleteAsync();
        await Assert.ThrowsAsync<WorkerException>(() => left);
        Assert.Equal(StatusCode.OK, (await leaving.EndAsync()).StatusCode);

        var dying = await server.TrainerAsync(Offers.Of(worker: "gpu-2"));
        var died = TrainAsync(server);
        await OrderAsync(dying);
        dying.Dispose();
        var error = await Assert.ThrowsAsync<WorkerException>(() => died);

        Assert.Equal("worker gpu-2: it has left", error.Message);
    }

    [Fact]
    public async Task A_silent_worker_loses_its_stream_and_one_that_gives_signs_of_life_keeps_it()
    {
        await using var server = await GatewayServer.StartAsync();
        using var worker = await server.TrainerAsync();
        var training = TrainAsync(server);
        var task = await OrderAsync(worker);
        await HeardAsync(server);
        await HeardAsync(server);
        for (var done = 1; done <= 3; done++)
        {
            server.Time.Advance(TimeSpan.FromSeconds(15));
            await worker.ReportAsync(
                done == 1 ? new V1.TrainingReport { Heartbeat = new V1.Heartbeat() } : Progress(task, done, 3));
            await HeardAsync(server);
        }
        Assert.False(training.IsCompleted);

        server.Time.Advance(TimeSpan.FromSeconds(20));

        var error = await Assert.ThrowsAsync<WorkerException>(() => training);
        Assert.Equal("worker gpu-1: No report for 20 s; a heartbeat is due every 5 s.", error.Message);
        Assert.Equal(StatusCode.DeadlineExceeded, (await worker.EndAsync()).StatusCode);
    }

    [Fact]
    public async Task A_server_that_stops_does_not_wait_for_its_workers()
    {
        await using var server = await GatewayServer.StartAsync();
        using var trainer = await server.TrainerAsync();
        using var scorer = await server.ScorerAsync();

        server.Get<IHostApplicationLifetime>().StopApplication();

        var ends = new[] { await trainer.EndAsync(), await scorer.EndAsync() };
        Assert.All(ends, end => Assert.Equal(new Status(StatusCode.Unavailable, "The server is stopping."), end));
    }

    private static WorkerOrder Order() => new("lstm", Example.Schema, Rows, 7, Limit, (first, count) =>
    {
        var at = Enumerable.Range(first, count).ToArray();
        return new WorkerLesson(
            new WorkerRows(
                at.Select(i => (long)i).ToArray(), at.SelectMany(i => new[] { i, float.NaN, i % 2 }).ToArray()),
            at.Select(i => i / 2.0).ToArray(), default);
    });

    private static Task<ReadOnlyMemory<byte>> TrainAsync(GatewayServer server) =>
        server.Get<IWorkerPool>().TrainAsync(Order(), _ => { }, TestContext.Current.CancellationToken);

    // The task's id, when its rows are read.
    private static async Task<ulong> OrderAsync(WorkerCall<V1.TrainingReport, V1.TrainingTask> worker)
    {
        var task = (await worker.NextAsync()).Order.TaskId;
        while (!(await worker.NextAsync()).Rows.Last)
        {
        }
        return task;
    }

    // The server waits for a report, with a clock of its own for each: what came before has been taken in.
    private static async Task HeardAsync(GatewayServer server)
    {
        while (await server.Time.TimerSetAsync() != new WorkerOptions().LostAfter)
        {
        }
    }

    private static V1.TrainingReport Progress(ulong task, int done, int total) => new()
    {
        Progress = new V1.TrainingProgress { TaskId = task, Done = done, Total = total, Loss = 0.5 },
    };

    private static V1.TrainingReport Model(ulong task, string content, bool last) => new()
    {
        Model = new V1.ModelChunk { TaskId = task, Content = ByteString.CopyFromUtf8(content), Last = last },
    };
}
