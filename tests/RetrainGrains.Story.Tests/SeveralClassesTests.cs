using System.Globalization;
using RetrainGrains.Cli.Terminal;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Domain.Windows;
using RetrainGrains.Storage.Sqlite;

namespace RetrainGrains.Story.Tests;

/// <summary>A stream of three classes whose boundary moves, from its first observation to the next champion.</summary>
public sealed class SeveralClassesTests : IDisposable
{
    private const int MovesOnDay = 14;
    private const int ServedDays = 35;
    private static readonly string[] Weather = ["clear", "rain", "snow"];
    private readonly StoryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(LossKind.ZeroOne)]
    [InlineData(LossKind.LogLoss)]
    public async Task When_the_classes_boundary_moves_a_new_champion_finds_it(LossKind loss)
    {
        var result = await ReplayAsync(loss);

        var model = Assert.Single(result.Models);
        var series = model.Predictions;
        Assert.DoesNotContain(series.Predictions, value => value is not (0 or 1 or 2));
        var (before, broken, after) = (
            AccuracyOf(series, 1, MovesOnDay), AccuracyOf(series, MovesOnDay, MovesOnDay + 2),
            AccuracyOf(series, ServedDays - 14, ServedDays));
        Assert.InRange(before, 0.85, 1);
        Assert.InRange(broken, 0, 0.7);
        Assert.InRange(after, 0.80, 1);
        Assert.True(AccuracyOfLastClass(series) < 0.6);

        await using var database = SqliteDatabase.Open(new SqliteOptions { Path = folder.Database });
        var ledger = await database.Models.LedgerAsync("sky", 1, 10_000);
        LifecycleEvent[] events = [.. ledger.Select(line => DomainJson.Read<LifecycleEvent>(line.Body))];
        var moved = series.Times[0].AddDays(MovesOnDay);
        Assert.Contains(events.OfType<RunPlanned>(), run =>
            run.At > moved && run.Cause.Text.StartsWith("accuracy went from", StringComparison.Ordinal));
        Assert.Contains(events.OfType<ChampionPromoted>(), promoted => promoted.Version.PromotedAt > moved);
        Assert.All(
            events.OfType<ChampionPromoted>().SelectMany(promoted => promoted.Version.Members),
            member => Assert.Equal(0, member.Corrected));
    }

    [Fact]
    public async Task The_same_seed_decides_the_same()
    {
        var first = await ReplayAsync(LossKind.LogLoss);
        File.Delete(folder.Database);
        var second = await ReplayAsync(LossKind.LogLoss);

        Assert.Equal(first.Models[0].LedgerSha256, second.Models[0].LedgerSha256);
    }

    private Task<ReplayResult> ReplayAsync(LossKind loss)
    {
        var source = folder.Write("sky.json", $$"""
            {
              "time": { "column": "time" }, "step": "1h",
              "target": { "column": "sky", "classes": ["clear", "rain", "snow"] },
              "horizon": "1h", "warmUp": "{{StoryFolder.WarmUpDays}}d",
              "features": [
                { "name": "humidity", "column": "humidity" }, { "name": "warmth", "column": "warmth" },
                { "name": "sky last", "last": true }
              ],
              "lastValue": "sky last"
            }
            """);
        var policy = folder.Write("policy.json", $$"""
            {
              "performance": { "window": "3d" },
              "triggers": { "maximumAge": null, "cooldown": "3d" },
              "challengers": {
                "recipes": ["leafwise/7d", "logistic/7d", "last-value"],
                "loss": "{{char.ToLowerInvariant($"{loss}"[0])}}{{$"{loss}"[1..]}}",
                "trees": { "numberOfTrees": 20, "numberOfLeaves": 6, "minimumExampleCountPerLeaf": 5 }
              }
            }
            """);
        var (input, problems) = new ReplayOptions
        {
            Files = [Rows()], Source = source, PolicyFile = policy,
        }.Read(TimeProvider.System.GetUtcNow());
        Assert.Empty(problems);
        return new FleetReplay().RunAsync(
            new ReplayPlan(input!.Streams, input.Policy, 1, folder.Database),
            new Progress<PhaseProgress>(), CancellationToken.None);
    }

    // The row at t asks for the class at t + 1 h, which follows humidity and warmth at t.
    private string Rows()
    {
        var random = new Random(1);
        var start = new DateTime(2025, 1, 6, 0, 0, 0, DateTimeKind.Utc);
        var lines = new List<string> { "time,humidity,warmth,sky" };
        var (humidity, warmth) = (0.5, 0.5);
        for (var hour = 0; hour < (StoryFolder.WarmUpDays + ServedDays) * 24; hour++)
        {
            var hasMoved = hour >= (StoryFolder.WarmUpDays + MovesOnDay) * 24;
            var label = random.NextDouble() < 0.05 ? random.Next(3)
                : humidity < (hasMoved ? 0.7 : 0.4) ? 0
                : warmth > (hasMoved ? 0.2 : 0.5) ? 1
                : 2;
            (humidity, warmth) = (random.NextDouble(), random.NextDouble());
            lines.Add(string.Create(CultureInfo.InvariantCulture,
                $"{start.AddHours(hour):yyyy-MM-ddTHH:mm:ssZ},{humidity:0.####},{warmth:0.####},{Weather[label]}"));
        }
        return folder.Write("sky.csv", string.Join('\n', lines) + "\n");
    }

    private static double AccuracyOf(PredictionSeries series, int fromDay, int toDay)
    {
        var hours = Enumerable.Range(24 * fromDay, 24 * (toDay - fromDay))
            .Where(hour => hour < series.Count && !double.IsNaN(series.Outcomes[hour]));
        return hours.Average(hour => series.Predictions[hour] == series.Outcomes[hour] ? 1 : 0);
    }

    private static double AccuracyOfLastClass(PredictionSeries series) => Enumerable.Range(1, series.Count - 2)
        .Average(hour => series.Outcomes[hour - 1] == series.Outcomes[hour] ? 1 : 0);
}
