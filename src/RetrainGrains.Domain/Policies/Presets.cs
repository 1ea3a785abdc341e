using System.Collections.Frozen;
using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Drift;
using RetrainGrains.Domain.Performance;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Policies;

/// <summary>
/// The policies by name. "default" is the recommended one; the others state the requirements of a source document or a
/// model type (requirements R8, P), thresholds included.
/// </summary>
public static class Presets
{
    public const string Default = "default";

    private static readonly FrozenDictionary<string, ModelPolicy> ByName = new Dictionary<string, ModelPolicy>
    {
        [Default] = new(),
        ["aqi-continuous"] = AqiContinuous(),
        ["aqi-adaptive"] = AqiAdaptive(),
        ["trading-signals"] = TradingSignals(),
        ["lightgbm"] = DailyAt(2, new("leafwise"), drift: 0.25, floor: 0.80),
        ["lstm"] = DailyAt(3, new("leafwise"), drift: 0.30, floor: 0.75),
        ["transformer"] = DailyAt(4, new("leafwise"), drift: 0.30, floor: 0.75),
        ["ensemble"] = DailyAt(5, null, drift: 0.20, floor: 0.85),
        ["xgboost"] = Every(7, new("depthwise")),
        ["gnn"] = Every(21, new("leafwise")),
    }.ToFrozenDictionary();

    public static IEnumerable<string> Names => ByName.Keys.Order();

    public static ModelPolicy? Find(string name) => ByName.GetValueOrDefault(name);

    // Source 0: every three hours, three families compete, five validation checks, 5 % regression protection.
    private static ModelPolicy AqiContinuous() => new()
    {
        Schedule = new() { Cron = new("0 */3 * * *") },
        Triggers = new()
        {
            MaximumAge = null, Cooldown = TimeSpan.FromHours(2), BudgetRuns = 60,
            BudgetWindow = TimeSpan.FromDays(7), BreakerAfter = 1_000, MinimumNewOutcomes = 1,
        },
        Challengers = new()
        {
            Recipes = [new("leafwise", 30), new("depthwise", 30), new("forest", 30), new("last-value")],
            Combination = Combination.Single,
        },
        Gates = new()
        {
            Bounds = [new(Metric.R2, 0.80), new(Metric.Mae, 15), new(Metric.Mape, 0.25), new(Metric.Rmse, 25),
                new(Metric.Within20, 0.70)],
        },
    };

    // Source 1: thresholds on errors and inputs every 30 minutes, and an interval that adapts to the score.
    private static ModelPolicy AqiAdaptive() => new()
    {
        Schedule = new() { Adaptive = new() { StartDays = 7 } },
        Performance = new() { Significance = 1 },
        Drift = DriftProfiles.Of(DriftProfileName.Sources) with { SustainedChecks = 1, Severity = Severity.Critical },
        Triggers = new() { MaximumAge = null },
        Challengers = new() { Recipes = [new("depthwise")], Combination = Combination.Single },
        Gates = new() { Bounds = [new(Metric.Rmse, 25), new(Metric.Within20, 0.70)] },
    };

    // Source 2: three boosted predictors of signals compete (a second depth-wise one replaces CatBoost, which .NET does
    // not train); drift, risen errors and age start runs; gates on performance and on the returns of signals. The
    // source names the measures and gives no numbers: a profit factor of 1 breaks even, a Sharpe ratio of 1 is the
    // customary minimum.
    private static ModelPolicy TradingSignals() => new()
    {
        Performance = new()
        {
            Returns = new(),
            Rules = [new(Metric.Accuracy, RuleKind.Worsening, 0.10, Severity.Critical),
                new(Metric.F1, RuleKind.Worsening, 0.10, Severity.Critical),
                new(Metric.Rmse, RuleKind.Worsening, 0.15, Severity.Critical),
                new(Metric.ProfitFactor, RuleKind.Bound, 1, Severity.Warning)],
        },
        Drift = new() { Severity = Severity.Critical },
        Challengers = new()
        {
            Recipes = [new("leafwise"), new("depthwise"), new("depthwise", 90)], Combination = Combination.Single,
        },
        Gates = new()
        {
            Bounds = [new(Metric.ProfitFactor, 1), new(Metric.Sharpe, 1)],
            RegressionMetrics = [Metric.Accuracy, Metric.F1, Metric.LogLoss, Metric.Rmse, Metric.Mae],
        },
    };

    // Source 4: daily at a fixed hour; here trees replace the sources' families that .NET does not train.
    private static ModelPolicy DailyAt(int hour, Recipe? recipe, double drift, double floor) => new()
    {
        Schedule = new() { Cron = new($"0 {hour} * * *") },
        Drift = new() { StabilityLimit = drift, Severity = Severity.Critical },
        Performance = new()
        {
            Rules = [new(Metric.R2, RuleKind.Bound, floor, Severity.Critical),
                new(Metric.Accuracy, RuleKind.Bound, floor, Severity.Critical)],
        },
        Triggers =
        new() { MaximumAge = null, Cooldown = TimeSpan.FromHours(12), BudgetRuns = 35, MinimumNewOutcomes = 1 },
        Challengers = recipe is null ? new() : new() { Recipes = [recipe], Combination = Combination.Single },
    };

    // Source 1's starting points by model type, under its adaptive rule.
    private static ModelPolicy Every(int days, Recipe recipe) => new()
    {
        Schedule = new() { Adaptive = new() { StartDays = days } },
        Triggers = new() { MaximumAge = null },
        Challengers = new() { Recipes = [recipe], Combination = Combination.Single },
    };
}
