using System.Text.Json;
using Microsoft.Data.Sqlite;
using RetrainGrains.Server.Hosting;
using RetrainGrains.Server.Options;

namespace RetrainGrains.Story.Tests;

/// <summary>
/// A server goes through a scratch model's whole life, asked for by the command line, and nothing is left.
/// </summary>
public sealed class SelfTestTests : IDisposable
{
    private static readonly string[] Steps =
    [
        "clear", "register", "history", "train", "predict", "outcomes", "check", "promote", "rollback", "erase",
    ];

    private readonly StoryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Every_step_passes_and_only_what_was_trained_is_left_the_same_after_each_test()
    {
        await using var server = await RetrainGrainsServer.StartAsync(new ServerOptions
        {
            HttpPort = 0, GrpcPort = 0, Anonymous = true, Database = folder.Database,
        });
        string[] asked = ["self-test", "--url", server.Grpc.ToString()];

        var shown = RetrainProcess.Run(asked);
        var artifacts = Count("artifacts");
        var told = JsonDocument.Parse(RetrainProcess.Run([.. asked, "--json"])).RootElement;

        Assert.All(Steps, step => Assert.Contains($"✓ {step} ", shown, StringComparison.Ordinal));
        Assert.Contains("the self-test has passed", shown, StringComparison.Ordinal);
        Assert.True(told.GetProperty("passed").GetBoolean());
        var steps = told.GetProperty("steps").EnumerateArray().ToArray();
        Assert.Equal(Steps, steps.Select(step => step.GetProperty("name").GetString()));
        Assert.All(steps, step => Assert.Equal("PASSED", step.GetProperty("status").GetString()));
        Assert.Equal("nothing was left", steps[0].GetProperty("detail").GetString());
        Assert.All(["models", "ledger", "runs", "serving", "outbox", "observations"], table =>
            Assert.Equal((table, 0L), (table, Count(table))));
        Assert.Equal(artifacts, Count("artifacts"));
    }

    private long Count(string table)
    {
        using var connection = new SqliteConnection($"Data Source={folder.Database};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var count = connection.CreateCommand();
        count.CommandText = $"SELECT COUNT(*) FROM {table}";
        return (long)count.ExecuteScalar()!;
    }
}
