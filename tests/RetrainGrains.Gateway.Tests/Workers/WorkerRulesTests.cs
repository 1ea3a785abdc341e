using Google.Protobuf;
using Grpc.Core;
using RetrainGrains.Gateway.Options;

namespace RetrainGrains.Gateway.Tests.Workers;

public sealed class WorkerRulesTests
{
    public static TheoryData<string, string> MalformedOffers => new()
    {
        { """{ "worker": "", "slots": 1 }""", "offer.worker: '' must have 1 to 100 characters" },
        { """{ "worker": "\u00e4", "slots": 1 }""", "offer.worker: 'ä' must be printable ASCII" },
        { """{ "worker": "w", "slots": 1 }""", "offer.learners.length: '0' must be 1 to 64" },
        {
            """{ "worker": "w", "slots": 0, "learners": [{ "name": "a", "tasks": [0] }] }""",
            "offer.slots: '0' must be 1 to 64"
        },
        {
            """{ "worker": "w", "slots": 1, "learners": [{ "name": "LSTM", "tasks": [0] }] }""",
            "offer.learners[0].name: 'LSTM' must be 1 to 40 of a-z, 0-9 and '-'"
        },
        {
            """
            { "worker": "w", "slots": 1,
              "learners": [{ "name": "a", "tasks": [0] }, { "name": "a", "tasks": [1] }] }
            """,
            "offer.learners[1].name: 'a' must be unique in the offer"
        },
        {
            """{ "worker": "w", "slots": 1, "learners": [{ "name": "a" }] }""",
            "offer.learners[0].tasks: '' must name at least one"
        },
        {
            """{ "worker": "w", "slots": 1, "learners": [{ "name": "a", "tasks": [9] }] }""",
            "offer.learners[0].tasks: '9' must be a task that this server knows"
        },
    };

    public static TheoryData<string, string> MalformedTrainingReports => new()
    {
        { "{}", "report: 'None' must be a heartbeat, progress, model or failed: the offer comes once" },
        { """{ "offer": {} }""", "report: 'Offer' must be a heartbeat" },
        { """{ "progress": { "taskId": 1, "done": 2, "total": 1 } }""", "progress.done: '2' must be 0 to 1" },
        { """{ "progress": { "taskId": 1, "total": -1 } }""", "progress.total: '-1' must be 0 to" },
        { """{ "progress": { "taskId": 2 } }""", "progress.task_id: '2' must be one that this stream was given" },
        { """{ "model": { "taskId": 1 } }""", "model.content.length: '0' must be 1 to 8192" },
        { """{ "model": { "taskId": 0, "content": "AA==" } }""", "model.task_id: '0' must be one that" },
        { """{ "failed": { "taskId": 1 } }""", "failed.reason: '' must have 1 to 2000 characters" },
    };

    public static TheoryData<string, string> MalformedScoringReports => new()
    {
        { "{}", "report: 'None' must be a heartbeat, loaded, load_failed, scores or failed: the offer comes once" },
        { """{ "loaded": { "artifactId": "x" } }""", "loaded.artifact_id: 'x' must be 64 hexadecimal digits" },
        { """{ "loadFailed": { "artifactId": "x" } }""", "load_failed.artifact_id: 'x' must be 64" },
        { """{ "scores": { "requestId": 1 } }""", "scores.request_id: '1' must be one that this stream was given" },
        { """{ "failed": { "requestId": 1 } }""", "failed.reason: '' must have 1 to 2000 characters" },
    };

    [Theory]
    [MemberData(nameof(MalformedOffers))]
    public async Task An_offer_that_breaks_a_rule_is_refused(string json, string rule)
    {
        await using var server = await GatewayServer.StartAsync();
        using var worker = new WorkerCall<V1.TrainingReport, V1.TrainingTask>(server.Workers.Train());

        await worker.ReportAsync(new V1.TrainingReport { Offer = JsonParser.Default.Parse<V1.Offer>(json) });

        await RefusedAsync(worker, rule);
    }

    [Fact]
    public async Task Whoever_does_not_begin_with_an_offer_is_refused()
    {
        await using var server = await GatewayServer.StartAsync();
        using var worker = new WorkerCall<V1.ScoringReport, V1.ScoringTask>(server.Workers.Score());

        await worker.ReportAsync(new V1.ScoringReport { Heartbeat = new V1.Heartbeat() });

        await RefusedAsync(worker, "report: 'not an offer' must come first: an offer");
    }

    [Theory]
    [MemberData(nameof(MalformedTrainingReports))]
    public async Task A_report_on_training_that_breaks_a_rule_ends_the_stream_and_names_it(string json, string rule)
    {
        await using var server = await GatewayServer.StartAsync(workers: new WorkerOptions { ChunkBytesMax = 1 << 13 });
        using var worker = await server.TrainerAsync();
        var training = server.Get<IWorkerPool>().TrainAsync(OneRow(), _ => { }, default);
        Assert.Equal(1UL, (await worker.NextAsync()).Order.TaskId);

        await worker.ReportAsync(JsonParser.Default.Parse<V1.TrainingReport>(json));

        await RefusedAsync(worker, rule);
        var error = await Assert.ThrowsAsync<WorkerException>(() => training);
        Assert.Contains(rule, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(MalformedScoringReports))]
    public async Task A_report_on_scoring_that_breaks_a_rule_ends_the_stream_and_names_it(string json, string rule)
    {
        await using var server = await GatewayServer.StartAsync();
        using var worker = await server.ScorerAsync();

        await worker.ReportAsync(JsonParser.Default.Parse<V1.ScoringReport>(json));

        await RefusedAsync(worker, rule);
    }

    [Fact]
    public async Task A_model_larger_than_the_terms_allow_ends_the_stream()
    {
        await using var server = await GatewayServer.StartAsync(workers: new WorkerOptions { ArtifactBytesMax = 5 });
        using var worker = await server.TrainerAsync();
        var training = server.Get<IWorkerPool>().TrainAsync(OneRow(), _ => { }, default);
        await worker.NextAsync();

        foreach (var text in (string[])["abc", "def"])
        {
            var chunk = new V1.ModelChunk { TaskId = 1, Content = ByteString.CopyFromUtf8(text) };
            await worker.ReportAsync(new V1.TrainingReport { Model = chunk });
        }

        await RefusedAsync(
            worker, "model.content: '6 bytes so far' must have at most 5 bytes in all chunks together");
        await Assert.ThrowsAsync<WorkerException>(() => training);
    }

    [Fact]
    public async Task More_workers_than_may_connect_are_refused()
    {
        await using var server = await GatewayServer.StartAsync(workers: new WorkerOptions { StreamsMax = 1 });
        using var first = await server.TrainerAsync();
        using var scorer = await server.ScorerAsync();
        using var second = new WorkerCall<V1.TrainingReport, V1.TrainingTask>(server.Workers.Train());

        await second.ReportAsync(new V1.TrainingReport { Offer = Offers.Of() });

        Assert.Equal(StatusCode.ResourceExhausted, (await second.EndAsync()).StatusCode);
    }

    [Fact]
    public void Options_that_make_no_sense_are_refused_at_composition()
    {
        var options = new GatewayOptions
        {
            Workers = new WorkerOptions { LostAfter = TimeSpan.FromSeconds(6), ChunkBytesMax = 10 },
        };

        var error = Assert.Throws<ArgumentException>(options.Validate);

        Assert.Equal(
            [
                "WorkerOptions.LostAfter is 00:00:06; it must be at least two heartbeats, at most 1 hour.",
                "WorkerOptions.ChunkBytesMax is 10; it must be 8 KiB, a row's most, to 1 MiB.",
            ],
            error.Message.Split(Environment.NewLine));
    }

    private static WorkerOrder OneRow() => new(
        "lstm", Example.Schema, 1, 7, TimeSpan.FromMinutes(1),
        (_, _) => new WorkerLesson(new WorkerRows(new long[1], new float[3]), new double[1], default));

    private static async Task RefusedAsync<TReport, TTask>(WorkerCall<TReport, TTask> worker, string rule)
    {
        var end = await worker.EndAsync();
        Assert.Equal(StatusCode.InvalidArgument, end.StatusCode);
        Assert.Contains(rule, end.Detail, StringComparison.Ordinal);
    }
}
