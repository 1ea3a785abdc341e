using System.Runtime.CompilerServices;
using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Microsoft.Data.Sqlite;
using RetrainGrains.Server.Hosting;
using RetrainGrains.Storage.Sqlite;

namespace RetrainGrains.Server.Tests.Hosting;

public sealed class RetrainGrainsServerTests : IAsyncLifetime
{
    private const string ModelId = "air/test";
    private const int Hours = 400;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);

    private readonly ServerHome home = new();
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("silo");

    private ServerOptions Options => home.Options;

    public ValueTask InitializeAsync() => home.InitializeAsync();

    public ValueTask DisposeAsync()
    {
        folder.Delete(recursive: true);
        return home.DisposeAsync();
    }

    [Fact]
    public async Task A_started_server_says_over_grpc_and_rest_that_it_is_healthy()
    {
        await using var server = await RetrainGrainsServer.StartAsync(Options);
        using var channel = GrpcChannel.ForAddress(server.Grpc);
        var health = await new Health.HealthClient(channel).CheckAsync(new HealthCheckRequest());
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, health.Status);
        using var rest = new HttpClient { BaseAddress = server.Http };
        Assert.Equal("Healthy", await rest.GetStringAsync("health/ready"));
    }

    [Fact]
    public async Task A_model_that_is_registered_and_fed_predicts_and_still_does_after_a_restart()
    {
        string version;
        await using (var server = await RetrainGrainsServer.StartAsync(Options))
        {
            using var channel = GrpcChannel.ForAddress(server.Grpc);
            await RegisterAndImportAsync(channel);
            version = (await ChampionAsync(channel)).Champion.Version;
            Assert.Equal(version, await PredictAsync(channel, "p1"));
            await RecordAsync(channel, "p1");
            await UntilAsync(async () => (await DescribeAsync(channel)).Outcomes == Hours + 1);
        }
        await using var again = await RetrainGrainsServer.StartAsync(Options);
        using var later = GrpcChannel.ForAddress(again.Grpc);
        Assert.Equal(version, await PredictAsync(later, "p2"));
        Assert.Equal(version, (await DescribeAsync(later)).Champion.Version);
    }

    [Fact]
    public async Task A_port_in_use_is_told_in_one_line_with_what_to_do()
    {
        await using var server = await RetrainGrainsServer.StartAsync(Options);
        await using var other = new ServerHome();
        await other.InitializeAsync();
        var options = other.Options with { GrpcPort = server.Grpc.Port };
        var error = await Assert.ThrowsAnyAsync<IOException>(() => RetrainGrainsServer.StartAsync(options));
        var sentence = StartFailure.Explain(error, options)!;
        Assert.Contains($":{server.Grpc.Port}", sentence, StringComparison.Ordinal);
        Assert.Contains("--grpc-port", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', sentence);
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
    public async Task The_dashboard_shows_the_grain_types_and_counts_their_calls()
    {
        Assert.SkipWhen(FleetRuntime.IsCluster, "This build has the dashboard of Microsoft Orleans.");
        await using var server = await RetrainGrainsServer.StartAsync(Options);
        using var channel = GrpcChannel.ForAddress(server.Grpc);
        await RegisterAndImportAsync(channel);
        using var browser = new HttpClient { BaseAddress = server.Http };
        var page = await browser.GetStringAsync("orleans");
        Assert.All(
            ["model", "schedule", "trainingqueue", "trainingworker"],
            type => Assert.Contains($">{type}</td>", page, StringComparison.Ordinal));
        using var counters = JsonDocument.Parse(await browser.GetStringAsync("orleans/counters.json"));
        var registering = counters.RootElement.GetProperty("methods").EnumerateArray()
            .Single(method => method.GetProperty("method").GetString() == "IModelGrain.Register");
        Assert.Equal(1, registering.GetProperty("calls").GetInt64());
        Assert.True(registering.GetProperty("meanMilliseconds").GetDouble() > 0);
    }

    private static async Task RegisterAndImportAsync(GrpcChannel channel)
    {
        await new V1.Models.ModelsClient(channel).RegisterAsync(new V1.RegisterRequest
        {
            ModelId = ModelId,
            ModelType = "test",
            Schema = new V1.Schema { Target = "y", Features = { new V1.Feature { Name = "x" } } },
            PolicyJson = """{ "challengers": { "recipes": ["leafwise"], "trees": { "numberOfTrees": 5 } } }""",
        });
        var history = new V1.ImportHistoryRequest { ModelId = ModelId };
        var start = TimeProvider.System.GetUtcNow() - TimeSpan.FromHours(Hours + 1);
        for (var hour = 0; hour < Hours; hour++)
        {
            history.Rows.Add(new V1.HistoryRow
            {
                PredictionId = $"h{hour}",
                At = Timestamp.FromDateTimeOffset(start.AddHours(hour)),
                Features = { new V1.FeatureValue { Number = hour % 24 } },
                Outcome = 2 * (hour % 24),
            });
        }
        await new V1.Observations.ObservationsClient(channel).ImportHistoryAsync(history);
        await new V1.Models.ModelsClient(channel).CheckAsync(new V1.CheckRequest { ModelId = ModelId });
    }

    private static async Task<V1.Model> ChampionAsync(GrpcChannel channel)
    {
        await UntilAsync(async () => (await DescribeAsync(channel)).Champion is not null);
        return await DescribeAsync(channel);
    }

    private static async Task<V1.Model> DescribeAsync(GrpcChannel channel) =>
        await new V1.Models.ModelsClient(channel).DescribeAsync(new V1.DescribeRequest { ModelId = ModelId });

    private static async Task<string> PredictAsync(GrpcChannel channel, string id)
    {
        var answer = await new V1.Predictions.PredictionsClient(channel).PredictAsync(new V1.PredictRequest
        {
            ModelId = ModelId,
            Row = new V1.PredictionRow { PredictionId = id, Features = { new V1.FeatureValue { Number = 20 } } },
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

    // The condition is looked at over gRPC, where nothing can be awaited; the time limit says which one did not come.
    private static async Task UntilAsync(
        Func<Task<bool>> condition, [CallerArgumentExpression(nameof(condition))] string what = "")
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(
                TimeProvider.System.GetElapsedTime(started) < Patience, $"did not come within {Patience}: {what}");
            await Task.Delay(Glance, TimeProvider.System);
        }
    }
}
