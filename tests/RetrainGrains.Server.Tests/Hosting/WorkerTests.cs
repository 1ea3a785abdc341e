using Google.Protobuf.WellKnownTypes;
using Grpc.Net.Client;

namespace RetrainGrains.Server.Tests.Hosting;

/// <summary>A model whose only recipe is a worker's, on a server as it is started.</summary>
public sealed class WorkerTests(SharedServer shared)
{
    private const string ModelId = "air/worker";
    private const int Hours = 600;

    [Fact]
    public async Task A_worker_that_dies_is_replaced_and_what_the_next_one_trains_serves_while_workers_come_and_go()
    {
        var channel = shared.Channel;
        using (var dying = new V1.Workers.WorkersClient(channel).Train())
        {
            await dying.RequestStream.WriteAsync(new V1.TrainingReport { Offer = TreeWorker.Offer });
            Assert.True(await dying.ResponseStream.MoveNext(CancellationToken.None));
            await RegisterAndImportAsync(channel);
            while (dying.ResponseStream.Current.Order is null)
            {
                Assert.True(await dying.ResponseStream.MoveNext(CancellationToken.None));
            }
        }

        string version;
        await using (var worker = TreeWorker.Connect(channel))
        {
            await Waiting.UntilAsync(async () => (await DescribeAsync(channel)).Champion is not null);
            var prediction = await PredictAsync(channel, fallback: false);
            var champion = (await DescribeAsync(channel)).Champion;

            Assert.Equal("worker:trees/all/level", champion.Recipe);
            Assert.Equal(1, worker.Trained.Count(rows => rows == Hours));
            Assert.True((await shared.Server.Database.Runs.ChallengersAsync(champion.RunId)).Single().Attempt > 1);
            Assert.Equal(50, prediction.Prediction.Value, 0.5);
            version = prediction.Version;
        }

        var alone = await PredictAsync(channel, fallback: true);
        Assert.Equal(version, alone.Version);
        // A line through what is a step.
        Assert.InRange(Math.Abs(alone.Prediction.Value - 50), 2, 20);

        await using var another = TreeWorker.Connect(channel);
        Assert.Equal(50, (await PredictAsync(channel, fallback: false)).Prediction.Value, 0.5);
    }

    private static async Task RegisterAndImportAsync(GrpcChannel channel)
    {
        await new V1.Models.ModelsClient(channel).RegisterAsync(new V1.RegisterRequest
        {
            ModelId = ModelId,
            ModelType = "test",
            Schema = new V1.Schema { Target = "y", Features = { new V1.Feature { Name = "hour" } } },
            Policy = Struct.Parser.ParseJson("""{ "challengers": { "recipes": ["worker:trees/all"] } }"""),
        });
        var history = new V1.ImportHistoryRequest { ModelId = ModelId };
        var start = TimeProvider.System.GetUtcNow() - TimeSpan.FromHours(Hours + 1);
        for (var hour = 0; hour < Hours; hour++)
        {
            history.Rows.Add(new V1.HistoryRow
            {
                PredictionId = $"h{hour}",
                At = Timestamp.FromDateTimeOffset(start.AddHours(hour)),
                Features = { Value.ForNumber(hour % 24) },
                Outcome = hour % 24 < 12 ? 10 : 50,
            });
        }
        await new V1.Observations.ObservationsClient(channel).ImportHistoryAsync(history);
        await new V1.Models.ModelsClient(channel).CheckAsync(new V1.CheckRequest { ModelId = ModelId });
    }

    private static async Task<V1.Model> DescribeAsync(GrpcChannel channel) =>
        await new V1.Models.ModelsClient(channel).DescribeAsync(new V1.DescribeRequest { ModelId = ModelId });

    // The first answer that is marked so: on a machine that has other work, a worker may be late for any.
    private static async Task<V1.PredictResponse> PredictAsync(GrpcChannel channel, bool fallback)
    {
        V1.PredictResponse? answer = null;
        await Waiting.UntilAsync(async () => (answer = await PredictAsync(channel)).Prediction.Fallback == fallback);
        return answer!;
    }

    // Without an id: each is a question of its own.
    private static async Task<V1.PredictResponse> PredictAsync(GrpcChannel channel) =>
        await new V1.Predictions.PredictionsClient(channel).PredictAsync(new V1.PredictRequest
        {
            ModelId = ModelId,
            Row = new V1.PredictionRow { Features = { Value.ForNumber(23) } },
        });
}
