using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using RetrainGrains.Server.Hosting;
using RetrainGrains.Server.Options;
using RetrainGrains.Storage.Sqlite;
using RetrainGrains.Storage.Tests.Postgres;

namespace RetrainGrains.Story.Tests;

/// <summary>A fleet grows in a file, moves to PostgreSQL, and is served from there.</summary>
public sealed partial class MovedFleetTests : IDisposable
{
    private readonly StoryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_server_goes_on_where_a_fleet_stopped_that_was_moved()
    {
        var server = await PostgresServer.SharedAsync();
        var target = server.ConnectionString(await server.CreateDatabaseAsync(migrated: false));
        var rows = folder.Rows("east", days: StoryFolder.WarmUpDays + 10, seed: 1, day => day < 5 ? 20 : -20);
        var replayed = RetrainProcess.Run(
        [
            "replay", rows, "--source", folder.Source(), "--policy", folder.Policy(),
            "--database", folder.Database, "--quiet",
        ]);
        var moved = RetrainProcess.Run(["move", "--from", folder.Database, "--to", target, "--quiet"]);
        Assert.Equal(LedgerIn(replayed), LedgerIn(moved));

        await using var source = SqliteDatabase.Open(new SqliteOptions { Path = folder.Database, ReadOnly = true });
        var before = (await source.Models.FindAsync("east"))!.Revision;
        var ledger = await source.Models.LedgerAsync("east", 1, 10_000);
        await using var silo = await RetrainGrainsServer.StartAsync(
            new ServerOptions { HttpPort = 0, GrpcPort = 0, Anonymous = true, Connection = target });
        using var rest = new HttpClient { BaseAddress = silo.Http };
        var model = await rest.GetFromJsonAsync<JsonElement>("v1/models/east");
        var predicted = await PostAsync(
            rest, "predict",
            """{ "predictionId": "p", "features": [1, 30] }""");
        Assert.Equal(
            model.GetProperty("champion").GetProperty("version").GetString(),
            predicted.GetProperty("version").GetString());
        await PostAsync(rest, "check", "{}");

        var after = (await silo.Database.Models.FindAsync("east"))!.Revision;
        Assert.True(after > before, $"{before} → {after}");
        Assert.NotEmpty(ledger);
        Assert.Equal(ledger, (await silo.Database.Models.LedgerAsync("east", 1, 10_000)).Take(ledger.Count));
        Assert.True((await silo.Database.Models.VerifyLedgerAsync("east")).Holds);
    }

    private static async Task<JsonElement> PostAsync(HttpClient rest, string verb, string body)
    {
        using var content = new StringContent(body);
        using var answer = await rest.PostAsync(new Uri($"v1/models/east:{verb}", UriKind.Relative), content);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static string LedgerIn(string printed) => Ledger().Match(printed).Groups[1].Value;

    [GeneratedRegex("ledger ([0-9a-f]{64})")]
    private static partial Regex Ledger();
}
