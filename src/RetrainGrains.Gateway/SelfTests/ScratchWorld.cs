using System.Globalization;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Gateway.Outcomes;
using RetrainGrains.Gateway.Predictions;

namespace RetrainGrains.Gateway.SelfTests;

/// <summary>
/// The world that a scratch model learns: y = 10 + 3 x, with a little noise, until it changes to y = 20 + 3 x. The same
/// numbers at every test, so that the same artifacts are stored each time.
/// </summary>
internal sealed class ScratchWorld(DateTimeOffset now)
{
    public const int HistoryRows = 240;
    public const int PredictedRows = 72;

    /// <summary>The recipe that learns the world; its errors are the noise.</summary>
    public const string Learning = "ridge/all/level";

    /// <summary>The recipe that knows the mean alone, to be promoted and rolled back.</summary>
    public const string Knowing = "mean/all/level";

    private const double Slope = 3;
    private const double Level = 10;
    private const double LevelChanged = 20;
    private const double Noise = 0.2;
    private const string Until = "self-test until ";

    public static FeatureSchema Schema { get; } =
        new() { Features = [new Feature("x"), new Feature("z")], Target = "y" };

    /// <summary>
    /// The settings with which a check finds the change at once, and nothing happens that the test has not asked for:
    /// no scheduled check, no pause between runs, no change of weights.
    /// </summary>
    public static string PolicyJson { get; } = $$"""
        {
          "schedule": { "checkEvery": "30d", "minimumNewOutcomes": 1000000 },
          "performance": {
            "rules": [{ "metric": "rmse", "kind": "bound", "limit": 1, "severity": "critical" }],
            "window": "3d", "minimumOutcomes": 20
          },
          "triggers": { "cooldown": "0d", "minimumNewOutcomes": 10, "budgetRuns": 64 },
          "challengers": {
            "recipes": ["{{Learning}}", "{{Knowing}}"], "combination": "single", "correctionRows": 0,
            "reweighEvery": "30d"
          },
          "probation": { "length": "0d" }
        }
        """;

    // The whole hour: rows of a test lie in the same hour buckets however long it takes.
    private readonly DateTimeOffset hour = new(now.Ticks - now.Ticks % TimeSpan.TicksPerHour, TimeSpan.Zero);

    /// <summary>Makes the type of a model that lives until a time; people who find one left over can read it.</summary>
    public static string TypeUntil(DateTimeOffset deadline) =>
        Until + deadline.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    /// <summary>Reads that time; a type without one is that of a leftover.</summary>
    public static DateTimeOffset DeadlineOf(string modelType) =>
        modelType.StartsWith(Until, StringComparison.Ordinal)
            && DateTimeOffset.TryParse(modelType.AsSpan(Until.Length), CultureInfo.InvariantCulture, out var deadline)
            ? deadline
            : DateTimeOffset.MinValue;

    public RegisterModel Registration(DateTimeOffset deadline, string requestId) =>
        new(TypeUntil(deadline), Schema, "default", PolicyJson, Seed: 1, requestId);

    /// <summary>Makes rows of the time before the predictions, an hour apart, with their outcomes.</summary>
    public HistoryInput[] History() =>
    [
        .. Enumerable.Range(0, HistoryRows).Select(i => new HistoryInput(
            Id("h", i), At(HistoryRows + PredictedRows - i), FeaturesOf(i), OutcomeOf(i, Level),
            At(HistoryRows + PredictedRows - i))),
    ];

    /// <summary>Makes questions of the last three days, an hour apart.</summary>
    public PredictionInput[] Questions() =>
    [
        .. Enumerable.Range(0, PredictedRows).Select(
            i => new PredictionInput(Id("p", i), At(PredictedRows - i), FeaturesOf(HistoryRows + i))),
    ];

    /// <summary>Makes the question whose answer tells which version serves.</summary>
    public PredictionInput Probe(string version) =>
        new($"probe/{version}", hour, FeaturesOf(HistoryRows + PredictedRows));

    /// <summary>Makes the outcomes of the questions, in the world that has changed.</summary>
    public OutcomeInput[] Outcomes() =>
    [
        .. Enumerable.Range(0, PredictedRows).Select(
            i => new OutcomeInput(Id("p", i), OutcomeOf(HistoryRows + i, LevelChanged), At(PredictedRows - i))),
    ];

    /// <summary>Returns what the questions would have come to, had the world not changed.</summary>
    public static double Expected(int question) => OutcomeOf(HistoryRows + question, Level);

    private DateTimeOffset At(int hoursAgo) => hour.AddHours(-hoursAgo);

    private static string Id(string kind, int i) => string.Create(CultureInfo.InvariantCulture, $"{kind}{i}");

    private static FeatureRow FeaturesOf(int i) => [FeatureValue.Of(X(i)), FeatureValue.Of(Z(i))];

    private static double OutcomeOf(int i, double level) => level + Slope * X(i) + Noise * Z(i + 1);

    // Two series without a common period, in place of chance.
    private static double X(int i) => Math.Sin(i * 0.7);

    private static double Z(int i) => Math.Sin(i * 2.9 + 1);
}
