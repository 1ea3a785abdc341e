using System.Diagnostics;
using System.Text.Json;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Storage.Sqlite;

namespace RetrainGrains.Story.Tests;

public sealed class KilledReplayTests(ITestOutputHelper output) : IDisposable
{
    private readonly StoryFolder folder = new();
    private int servedDays;

    public void Dispose() => folder.Dispose();

    // Months and twenty kills take too long for every day: .ci/run asks for them, by this test's name.
    [Fact]
    public Task A_replay_that_is_killed_at_random_moments_goes_on_and_loses_nothing() =>
        Environment.GetEnvironmentVariable("RETRAINGRAINS_LONG_TESTS") == "1"
            ? KillAsync(kills: 20, days: 150, livesSeen: 6)
            : KillAsync(kills: 6, days: 45, livesSeen: 4);

    private async Task KillAsync(int kills, int days, int livesSeen)
    {
        servedDays = days;
        string[] models = ["east", "west"];
        string[] arguments =
        [
            "replay",
            folder.Rows("east", StoryFolder.WarmUpDays + days, seed: 1, day => day < 0.4 * days ? 20 : -20),
            folder.Rows("west", StoryFolder.WarmUpDays + days, seed: 2, day => 10 + day / 10),
            "--source", folder.Source(), "--policy", folder.Policy(), "--database", folder.Database, "--quiet",
        ];
        var random = new Random(20261121);
        var (seen, rows) = (new Dictionary<string, ModelState>(), new List<long>());
        for (var kill = 0; kill < kills; kill++)
        {
            using var child = RetrainProcess.Start(arguments);
            await KillAfterAsync(child, models, random.Next(1, 600), random.Next(0, 100));
            await child.WaitForExitAsync();
            rows.Add(await LookAsync(models, seen));
        }
        var report = folder.PathOf("report.json");
        RetrainProcess.Run([.. arguments, "--json", report]);
        output.WriteLine($"outcomes after each life: {string.Join(", ", rows)}");
        Assert.Equal(rows.Order(), rows);
        Assert.True(rows.Distinct().Count() >= livesSeen, "The kills did not fall into the replay.");
        await AssertWholeAsync(models, seen);
        AssertComplete(report);
    }

    // Counted in outcomes and not in time, so that the kills fall into the replay however busy the machine is; then a
    // moment more, so that they do not all fall behind a commit.
    private async Task KillAfterAsync(Process child, string[] models, int outcomes, int milliseconds)
    {
        await using var database = SqliteDatabase.Open(new SqliteOptions { Path = folder.Database });
        await database.MigrateAsync();
        var end = await OutcomesAsync(database, models) + outcomes;
        while (!child.WaitForExit(5) && await OutcomesAsync(database, models) < end)
        {
        }
        if (!child.WaitForExit(milliseconds)) child.Kill();
    }

    private static async Task<long> OutcomesAsync(IDatabase database, string[] models)
    {
        var outcomes = 0L;
        foreach (var id in models) outcomes += (await database.Observations.CountAsync(id)).Outcomes;
        return outcomes;
    }

    // Between two lives: no champion has got lost, no acknowledged outcome has gone, every chain holds.
    private async Task<long> LookAsync(string[] models, Dictionary<string, ModelState> seen)
    {
        await using var database = SqliteDatabase.Open(new SqliteOptions { Path = folder.Database });
        await database.MigrateAsync();
        foreach (var id in models)
        {
            if (await database.Models.FindAsync(id) is not { } row) continue;
            var state = DomainJson.Read<ModelState>(row.State);
            if (seen.TryGetValue(id, out var last))
            {
                Assert.True(state.Champion is not null || last.Champion is null, $"{id} lost its champion");
                Assert.True(state.RunsPlanned >= last.RunsPlanned);
                if (last.LastNumber is { } number) Assert.True(state.LastNumber!.Value.CompareTo(number) >= 0);
            }
            seen[id] = state;
            Assert.True((await database.Models.VerifyLedgerAsync(id)).Holds);
        }
        return await OutcomesAsync(database, models);
    }

    private async Task AssertWholeAsync(string[] models, Dictionary<string, ModelState> seen)
    {
        await LookAsync(models, seen);
        await using var database = SqliteDatabase.Open(new SqliteOptions { Path = folder.Database });
        Assert.Empty(await database.Runs.UnfinishedAsync(100));
        Assert.Empty(await database.Outbox.PendingAsync(null, DateTimeOffset.MaxValue, 100));
        foreach (var id in models)
        {
            // The value at the last row's time + 1 h is beyond the file.
            var (rows, counts) = ((StoryFolder.WarmUpDays + servedDays) * 24,
                await database.Observations.CountAsync(id));
            Assert.Equal((rows - 1, servedDays * 24), (counts.Outcomes, counts.Predictions));
            AssertConsistent([.. (await database.Models.LedgerAsync(id, 1, 100_000)).Select(line =>
                DomainJson.Read<LifecycleEvent>(line.Body))]);
        }
    }

    private static void AssertConsistent(LifecycleEvent[] ledger)
    {
        var promotions = ledger.OfType<ChampionPromoted>().Select(promoted => promoted.Version).ToArray();
        Assert.NotEmpty(promotions);
        Assert.Equal(promotions.Length, promotions.Select(version => version.RunId).Distinct().Count());
        Assert.Equal(promotions.Length, promotions.Select(version => version.Number).Distinct().Count());
        Assert.Equal(
            ledger.OfType<RunPlanned>().Select(run => run.RunId).Order(),
            ledger.OfType<RunEnded>().Select(run => run.RunId).Order());
        SemanticVersion? serving = null;
        foreach (var happened in ledger)
        {
            if (happened is ChampionRolledBack back) serving = back.To;
            if (happened is not ChampionPromoted { Version: { } version }) continue;
            Assert.Equal(serving, version.Parent);
            serving = version.Number;
        }
    }

    private void AssertComplete(string report)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(report));
        foreach (var model in json.RootElement.GetProperty("models").EnumerateArray())
        {
            Assert.Equal(servedDays * 24, model.GetProperty("predictions").GetInt32());
            Assert.Equal(0, model.GetProperty("unanswered").GetInt32());
            Assert.True(model.GetProperty("rmse").GetDouble() < 10);
        }
    }
}
