using RetrainGrains.Cli.Terminal;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Domain.Triggers;
using RetrainGrains.Storage.Sqlite;

namespace RetrainGrains.Story.Tests;

/// <summary>The whole path once: a sensor breaks, a model learns the broken values, the sensor is mended.</summary>
public sealed class ObservationToRollbackTests : IDisposable
{
    private const int BreaksOnDay = 20;
    private const double MendedAfterDays = 3.5;
    private readonly StoryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_stream_goes_from_its_first_observation_to_a_rollback()
    {
        var result = await ReplayAsync();
        var model = Assert.Single(result.Models);
        Assert.Equal((2, 2, 1), (model.Runs, model.Promotions, model.Rollbacks));
        await using var database = SqliteDatabase.Open(new SqliteOptions { Path = folder.Database });
        var ledger = await database.Models.LedgerAsync("station", 1, 10_000);
        Assert.Equal(
            [
                "registered", "checked", "run-planned", "run-ended", "promoted", "checked",
                "run-planned", "run-ended", "promoted", "checked", "rolled-back", "checked",
            ],
            WithoutRepeats(ledger.Select(line => line.Kind)));

        LifecycleEvent[] events = [.. ledger.Select(line => DomainJson.Read<LifecycleEvent>(line.Body))];
        var causes = events.OfType<RunPlanned>().Select(run => run.Cause).ToArray();
        Assert.Equal([TriggerKind.First, TriggerKind.Performance], causes.Select(cause => cause.Kind));
        Assert.StartsWith("no champion yet, and ", causes[0].Text, StringComparison.Ordinal);
        Assert.Matches("^RMSE went from .* to .* worse \\(limit 15 %, p = ", causes[1].Text);

        var gates = events.OfType<RunEnded>().Last().Verdicts.Single();
        Assert.Equal(["sanity", "track record"], gates.Verdicts.Select(verdict => verdict.Gate));
        Assert.Equal(["1.0.0", "1.0.1"],
            events.OfType<ChampionPromoted>().Select(promoted => promoted.Version.Number.ToString()));

        var back = events.OfType<ChampionRolledBack>().Single();
        Assert.Equal(("1.0.1", "1.0.0"), (back.From.ToString(), back.To.ToString()));
        Assert.Contains("above its predecessor's on the same rows of", back.Reason, StringComparison.Ordinal);
        Assert.True((await database.Models.VerifyLedgerAsync("station")).Holds);
        Assert.Equal(
            ["retraining", "promoted 1.0.0", "retraining", "promoted 1.0.1", "rolled back 1.0.1 → 1.0.0"],
            model.Explanations.Select(line => line[18..line.IndexOf(':', 18)]));
        Assert.Matches(
            "retraining: RMSE went from .*; would wait if RMSE were at most 15 % above its reference",
            model.Explanations[2]);
    }

    private Task<ReplayResult> ReplayAsync()
    {
        var policy = folder.Write("policy.json", """
            {
              "performance": { "window": "3d" },
              "triggers": { "maximumAge": null, "cooldown": "20d" },
              "challengers": {
                "recipes": ["leafwise/3d"], "correctionRows": 0,
                "trees": { "numberOfTrees": 20, "numberOfLeaves": 6, "minimumExampleCountPerLeaf": 5 }
              }
            }
            """);
        var rows = folder.Rows("station", days: StoryFolder.WarmUpDays + 32, seed: 1,
            day => day is >= BreaksOnDay and < BreaksOnDay + MendedAfterDays ? -20 : 20);
        var (input, problems) = new ReplayOptions
        {
            Files = [rows], Source = folder.Source(), PolicyFile = policy,
        }.Read(TimeProvider.System.GetUtcNow());
        Assert.Empty(problems);
        return new FleetReplay().RunAsync(
            new ReplayPlan(input!.Streams, input.Policy, 1, folder.Database) { Explain = true },
            new Progress<PhaseProgress>(), CancellationToken.None);
    }

    private static IEnumerable<string> WithoutRepeats(IEnumerable<string> kinds)
    {
        var last = "";
        foreach (var kind in kinds)
        {
            if (kind != last) yield return kind;
            last = kind;
        }
    }
}
