using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Registry;
using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Server.Tests.Hosting;

/// <summary>A worker on the generated client whose learner, "trees", is this program's own.</summary>
internal sealed class TreeWorker : IAsyncDisposable
{
    private const int ChunkBytes = 1_000;

    private readonly AsyncDuplexStreamingCall<V1.TrainingReport, V1.TrainingTask> training;
    private readonly AsyncDuplexStreamingCall<V1.ScoringReport, V1.ScoringTask> scoring;
    private readonly Task[] loops;

    private TreeWorker(V1.Workers.WorkersClient client)
    {
        (training, scoring) = (client.Train(), client.Score());
        loops = [TrainAsync(), ScoreAsync()];
    }

    public static V1.Offer Offer { get; } = new()
    {
        Worker = "tree-worker",
        Slots = 1,
        Learners =
        {
            new V1.WorkerLearner { Name = "trees", Tasks = { V1.PredictionTask.Regression } },
        },
    };

    /// <summary>The number of rows of each training.</summary>
    public List<int> Trained { get; } = [];

    public static TreeWorker Connect(GrpcChannel channel) => new(new V1.Workers.WorkersClient(channel));

    public async ValueTask DisposeAsync()
    {
        training.Dispose();
        scoring.Dispose();
        await Task.WhenAll(loops);
    }

    private async Task TrainAsync()
    {
        await training.RequestStream.WriteAsync(new V1.TrainingReport { Offer = Offer });
        V1.TrainingOrder order = new();
        DatasetBuilder? rows = null;
        await ReadAsync(training.ResponseStream, async task =>
        {
            if (task.Order is { } next)
            {
                order = next;
                rows = new DatasetBuilder(new DatasetSchema(
                    PredictionTask.Regression,
                    next.Schema.Features.Select(feature => FeatureDescription.Numeric(feature.Name))));
            }
            if (task.Rows is not { } chunk) return;
            rows!.AddRows([.. chunk.AtUnixMs], [.. chunk.Features], [.. chunk.Targets]);
            if (!chunk.Last) return;
            Trained.Add(rows.Count);
            var learner = LearnerRegistry.BuiltIn.Get("leafwise");
            var model = learner.Fit(rows.Build(), learner.Defaults, order.Seed, FitOptions.Default).Artifact!.Bytes;
            for (var first = 0; first < model.Length; first += ChunkBytes)
            {
                var length = Math.Min(ChunkBytes, model.Length - first);
                await training.RequestStream.WriteAsync(new V1.TrainingReport
                {
                    Model = new V1.ModelChunk
                    {
                        TaskId = order.TaskId,
                        Content = ByteString.CopyFrom(model.Slice(first, length).Span),
                        Last = first + length == model.Length,
                    },
                });
            }
        });
    }

    private async Task ScoreAsync()
    {
        await scoring.RequestStream.WriteAsync(new V1.ScoringReport { Offer = Offer });
        var contents = new Dictionary<string, List<byte>>();
        var scorers = new Dictionary<string, Scorer>();
        await ReadAsync(scoring.ResponseStream, async task =>
        {
            if (task.Artifact is { } chunk)
            {
                if (!contents.TryGetValue(chunk.ArtifactId, out var content)) contents[chunk.ArtifactId] = content = [];
                content.AddRange(chunk.Content);
                if (!chunk.Last) return;
                scorers[chunk.ArtifactId] = ModelRegistry.Parse([.. content]).CreateScorer();
                var loaded = new V1.ArtifactLoaded { ArtifactId = chunk.ArtifactId };
                await scoring.RequestStream.WriteAsync(new V1.ScoringReport { Loaded = loaded });
            }
            if (task.Rows is { } rows)
            {
                var values = new double[rows.AtUnixMs.Count];
                scorers[rows.ArtifactId].ScoreBatch([.. rows.Features], [.. rows.AtUnixMs], values);
                await scoring.RequestStream.WriteAsync(new V1.ScoringReport
                {
                    Scores = new V1.Scores { RequestId = rows.RequestId, Values = { values } },
                });
            }
        });
    }

    // Until the server or the test ends the stream.
    private static async Task ReadAsync<T>(IAsyncStreamReader<T> tasks, Func<T, Task> take)
    {
        try
        {
            while (await tasks.MoveNext(CancellationToken.None)) await take(tasks.Current);
        }
        catch (Exception error) when (error is RpcException or OperationCanceledException or ObjectDisposedException)
        {
            // It has ended.
        }
    }
}
