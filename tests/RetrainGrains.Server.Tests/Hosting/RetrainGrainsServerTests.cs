using System.Text.Json.Nodes;
using Google.Protobuf.WellKnownTypes;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Microsoft.Data.Sqlite;
using RetrainGrains.Fleet.Notifications;
using RetrainGrains.Server.Hosting;
using RetrainGrains.Server.Options;
using RetrainGrains.Storage.Sqlite;

namespace RetrainGrains.Server.Tests.Hosting;

public sealed class RetrainGrainsServerTests(SharedServer shared) : IDisposable
{
    private const string ModelId = "air/test";
    private const int Hours = 400;

    private readonly ServerHome home = new();
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("server");

    public void Dispose()
    {
        folder.Delete(recursive: true);
        home.Dispose();
    }

    [Fact]
    public async Task A_started_server_says_over_grpc_and_rest_that_it_is_healthy()
    {
        var health = await new Health.HealthClient(shared.Channel).CheckAsync(new HealthCheckRequest());
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, health.Status);
        Assert.Equal("Healthy", await shared.Rest.GetStringAsync("health/ready"));
    }

    [Fact]
    public async Task A_model_that_is_registered_and_fed_predicts_and_still_does_after_a_restart()
    {
        string version;
        await using (var server = await RetrainGrainsServer.StartAsync(home.Options))
        {
            using var channel = GrpcChannel.ForAddress(server.Grpc);
            await RegisterAndImportAsync(channel);
            version = (await ChampionAsync(channel)).Champion.Version;
            Assert.Equal(version, await PredictAsync(channel, "p1"));
            await RecordAsync(channel, "p1");
            await Waiting.UntilAsync(async () => (await DescribeAsync(channel)).Outcomes == Hours + 1);
        }
        await using var again = await RetrainGrainsServer.StartAsync(home.Options);
        using var later = GrpcChannel.ForAddress(again.Grpc);
        Assert.Equal(version, await PredictAsync(later, "p2"));
        Assert.Equal(version, (await DescribeAsync(later)).Champion.Version);
    }

    [Fact]
    public async Task A_row_further_ahead_than_the_setting_lets_clocks_differ_is_refused_with_the_bound()
    {
        await new V1.Models.ModelsClient(shared.Channel).RegisterAsync(new V1.RegisterRequest
        {
            ModelId = "ahead", ModelType = "test",
            Schema = new V1.Schema { Target = "y", Features = { new V1.Feature { Name = "x" } } },
        });
        var now = TimeProvider.System.GetUtcNow();
        V1.HistoryRow Row(int secondsAhead) => new()
        {
            At = now.AddSeconds(secondsAhead).ToTimestamp(), Features = { Value.ForNumber(1) }, Outcome = 1,
        };

        var answer = await new V1.Observations.ObservationsClient(shared.Channel).ImportHistoryAsync(
            new V1.ImportHistoryRequest
            {
                ModelId = "ahead", Rows = { Row(0), Row(SharedServer.ClockToleranceSeconds * 4) },
            });

        Assert.Equal([V1.RecordStatus.Stored, V1.RecordStatus.Refused], answer.Statuses);
        Assert.Contains("now and 00:01:00 for clocks that differ", answer.Reasons[0].Rule, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_told_in_one_line_with_what_to_do()
    {
        var taken = shared.Server.Grpc.Port;
        var options = home.Options with { GrpcPort = taken };
        var error = await Assert.ThrowsAnyAsync<IOException>(() => RetrainGrainsServer.StartAsync(options));
        var sentence = StartFailure.Explain(error, options)!;
        Assert.Contains($":{taken}", sentence, StringComparison.Ordinal);
        Assert.Contains("--grpc-port", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', sentence);
    }

    [Fact]
    public async Task A_notification_channel_that_nobody_knows_is_told_in_one_line_with_the_known_ones()
    {
        var options = home.Options with { Notifications = new NotificationOptions { Channels = ["log", "pigeon"] } };
        var error = await Assert.ThrowsAsync<UnknownChannelException>(() => RetrainGrainsServer.StartAsync(options));
        Assert.Equal(
            "RetrainGrains:Notifications:Channels: 'pigeon' must be one of log.",
            StartFailure.Explain(error, options));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_told_in_one_line_with_what_to_do()
    {
        var file = Path.Combine(folder.FullName, "file");
        await File.WriteAllTextAsync(file, "");
        var options = new ServerOptions { Database = Path.Combine(file, "fleet.db") };
        var error = await Assert.ThrowsAsync<DatabaseUnusableException>(() => RetrainGrainsServer.StartAsync(options));
        var sentence = StartFailure.Explain(error, options)!;
        Assert.StartsWith(options.Database, sentence, StringComparison.Ordinal);
        Assert.Contains("--database", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_of_a_newer_program_is_told_in_one_line()
    {
        var file = Path.Combine(folder.FullName, "fleet.db");
        await using (var database = SqliteDatabase.Open(new SqliteOptions { Path = file }))
        {
            await database.MigrateAsync();
        }
        await using (var connection = new SqliteConnection($"Data Source={file};Pooling=False"))
        {
            await connection.OpenAsync();
            await using var migrate = connection.CreateCommand();
            migrate.CommandText = "INSERT INTO schema_migrations VALUES (9999, '9999_future', 'x')";
            await migrate.ExecuteNonQueryAsync();
        }
        var options = new ServerOptions { Database = file };
        var error = await Assert.ThrowsAsync<DatabaseUnusableException>(() => RetrainGrainsServer.StartAsync(options));
        Assert.Contains("9999_future", StartFailure.Explain(error, options)!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_dashboard_of_Orleans_shows_its_version_and_the_grain_types()
    {
        Assert.Contains("Orleans", await shared.Rest.GetStringAsync("orleans/"), StringComparison.Ordinal);
        JsonNode? silo = null;
        await Waiting.UntilAsync(async () =>
            (silo = JsonNode.Parse(await shared.Rest.GetStringAsync("orleans/DashboardCounters"))!["hosts"]!.AsArray()
                .FirstOrDefault()) is not null);
        var properties = await shared.Rest.GetStringAsync($"orleans/SiloProperties/{silo!["siloAddress"]}");
        Assert.Contains("\"orleansVersion\":\"10.4.2", properties, StringComparison.Ordinal);
        var types = await shared.Rest.GetStringAsync("orleans/GrainTypes");
        Assert.All(
            ["ModelGrain", "ScheduleGrain", "TrainingQueueGrain", "TrainingWorkerGrain"],
            type => Assert.Contains(type, types, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Prometheus_finds_every_instrument_of_a_server_under_metrics()
    {
        using var channel = GrpcChannel.ForAddress(shared.Server.Grpc);
        await RegisterAndImportAsync(channel, "air/measured");
        await Waiting.UntilAsync(async () => (await DescribeAsync(channel, "air/measured")).Champion is not null);
        await PredictAsync(channel, "m1", "air/measured");
        string[] wanted =
        [
            "retraingrains_predictions_total", "retraingrains_outcomes_total", "retraingrains_decisions_total{kind=",
            "retraingrains_challengers_total{status=\"trained\"}", "retraingrains_training_duration_seconds_bucket",
            "retraingrains_predictions_waiting", "retraingrains_database_up 1", "retraingrains_runs{status=\"queued\"}",
            "retraingrains_runs_age_seconds", "retraingrains_outbox ", "retraingrains_outbox_age_seconds",
            "retraingrains_checks_lateness_seconds", "orleans_catalog_activations", "orleans_consistent_ring_size",
            "dotnet_gc_collections_total", "http_server_request_duration_seconds_bucket", "kestrel_active_connections",
        ];
        var metrics = "";
        await Waiting.UntilAsync(
            async () => wanted.All((metrics = await shared.Rest.GetStringAsync("metrics")).Contains),
            () => string.Join(", ", wanted.Where(name => !metrics.Contains(name))) + "\n" + metrics);
    }

    private static async Task RegisterAndImportAsync(GrpcChannel channel, string modelId = ModelId)
    {
        await new V1.Models.ModelsClient(channel).RegisterAsync(new V1.RegisterRequest
        {
            ModelId = modelId,
            ModelType = "test",
            Schema = new V1.Schema { Target = "y", Features = { new V1.Feature { Name = "x" } } },
            Policy = Struct.Parser.ParseJson(
                """{ "challengers": { "recipes": ["leafwise"], "trees": { "numberOfTrees": 5 } } }"""),
        });
        var history = new V1.ImportHistoryRequest { ModelId = modelId };
        var start = TimeProvider.System.GetUtcNow() - TimeSpan.FromHours(Hours + 1);
        for (var hour = 0; hour < Hours; hour++)
        {
            history.Rows.Add(new V1.HistoryRow
            {
                PredictionId = $"h{hour}",
                At = Timestamp.FromDateTimeOffset(start.AddHours(hour)),
                Features = { Value.ForNumber(hour % 24) },
                Outcome = 2 * (hour % 24),
            });
        }
        await new V1.Observations.ObservationsClient(channel).ImportHistoryAsync(history);
        await new V1.Models.ModelsClient(channel).CheckAsync(new V1.CheckRequest { ModelId = modelId });
    }

    private static async Task<V1.Model> ChampionAsync(GrpcChannel channel)
    {
        await Waiting.UntilAsync(async () => (await DescribeAsync(channel)).Champion is not null);
        return await DescribeAsync(channel);
    }

    private static async Task<V1.Model> DescribeAsync(GrpcChannel channel, string modelId = ModelId) =>
        await new V1.Models.ModelsClient(channel).DescribeAsync(new V1.DescribeRequest { ModelId = modelId });

    private static async Task<string> PredictAsync(GrpcChannel channel, string id, string modelId = ModelId)
    {
        var answer = await new V1.Predictions.PredictionsClient(channel).PredictAsync(new V1.PredictRequest
        {
            ModelId = modelId,
            Row = new V1.PredictionRow { PredictionId = id, Features = { Value.ForNumber(20) } },
        });
        Assert.InRange(answer.Prediction.Value, 0, 46);
        return answer.Version;
    }

    private static async Task RecordAsync(GrpcChannel channel, string id)
    {
        var observations = new V1.Observations.ObservationsClient(channel);
        var recorded = await observations.RecordOutcomesAsync(new V1.RecordOutcomesRequest
        {
            ModelId = ModelId,
            Outcomes = { new V1.Outcome { PredictionId = id, Value = 40 } },
        });
        Assert.Equal(1, recorded.Stored);
    }
}
