using RetrainGrains.Domain.Attributions;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Storage.Formats;

namespace RetrainGrains.Fleet.Tests;

/// <summary>
/// Two switches that add ten only when both are on. From <paramref name="agreeAt"/> on they agree: each is on as often
/// as before, and the target follows as before, but why it is as it is has changed.
/// </summary>
internal sealed class PairFleet(TestFleet fleet, int agreeAt = int.MaxValue)
{
    private const int HistoryHours = 30 * 24;
    private readonly Random random = new(5);
    private int hour;

    public static FeatureSchema Schema { get; } = new()
    {
        Features = [new("left"), new("right"), new("noise")], Target = "y",
    };

    public IModelGrain Grain => fleet.Model("pair");

    /// <summary>A policy with one recipe, trained once, whose attributions are monitored.</summary>
    public static string Policy(string attributions = "{}", string learner = "leafwise", string rules = "") => $$"""
        {
          "challengers": {
            "recipes": ["{{learner}}"], "combination": "single",
            "trees": { "numberOfTrees": 12, "numberOfLeaves": 6, "minimumExampleCountPerLeaf": 10 }
          },
          "drift": { "attributions": {{attributions}} },
          "triggers": { "maximumAge": null{{rules}} }
        }
        """;

    /// <summary>Registers, imports 30 days, and lets the first run be made and promoted.</summary>
    public async Task StartAsync(string policy)
    {
        var answer = await Grain.Register(new RegisterModel("regression", Schema, "", policy, 7, "register"));
        Assert.Null(answer.Refusal);
        await fleet.Database.Observations.ImportAsync(
            "pair", [.. Enumerable.Range(-HistoryHours, HistoryHours).Select(Row)]);
        await Grain.Check(dryRun: false);
        await fleet.PassAsync(TimeSpan.FromMinutes(10));
        Assert.NotNull((await Grain.Describe()).Value!.State.Champion);
    }

    /// <summary>Learns, hour by hour.</summary>
    public async Task PlayAsync(int days)
    {
        for (var end = hour + days * 24; hour < end; hour++)
        {
            await fleet.PassToAsync(TestFleet.Start.AddHours(hour + 1));
            await fleet.Database.Observations.ImportAsync("pair", [Row(hour)]);
            await Grain.OutcomesArrived();
        }
    }

    public async Task<ModelChecked[]> ChecksAsync() =>
        [.. (await LedgerAsync()).OfType<ModelChecked>()];

    public async Task<LifecycleEvent[]> LedgerAsync() =>
        [.. (await fleet.Database.Models.LedgerAsync("pair", 1, 10_000)).Select(line =>
            DomainJson.Read<LifecycleEvent>(line.Body))];

    public async Task<AttributionState?> StoredAsync() =>
        LearnedStateCodec.Read((await fleet.Database.Models.FindAsync("pair"))!.LearnedState!).Attributions;

    private HistoryRow Row(int at)
    {
        float left = random.Next(2), noise = random.NextSingle();
        var right = at < agreeAt ? random.Next(2) : left;
        var time = TestFleet.Start.AddHours(at);
        return new HistoryRow(
            $"row {at}", time, [left, right, noise], 10 * left * right + noise, time.AddHours(1));
    }
}
