using System.Globalization;
using System.Text.Json.Nodes;
using RetrainGrains.Domain.Gates;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Performance;
using RetrainGrains.Domain.Policies;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Gateway.Sources;

/// <summary>The settings that an automated retraining service knew, as parts of a policy.</summary>
internal static class SourcePolicy
{
    private const double Percent = 100;

    public static V1.RetrainingConfig Of(ModelState state, long revision)
    {
        var policy = state.Policy;
        return new V1.RetrainingConfig
        {
            ModelId = state.ModelId,
            ModelType = state.ModelType,
            ScheduleDays = DaysOf(policy),
            PerformanceThresholds = new V1.PerformanceThresholds
            {
                RmseDegradationThreshold = LimitOf(policy, Metric.Rmse),
                AccuracyDegradationThreshold = LimitOf(policy, Metric.Accuracy),
                MeanShiftThreshold = policy.Drift.MeanShiftLimit,
                VarianceRatioThreshold = policy.Drift.VarianceRatioLimit,
            },
            ValidationThresholds = new V1.ValidationThresholds
            {
                MaxRmse = BoundOf(policy, Metric.Rmse), MinAccuracyPercent = BoundOf(policy, Metric.Within20) * Percent,
            },
            SystemSettings = new V1.SystemSettings
            {
                TriggerCheckIntervalMinutes = policy.Schedule.CheckEvery.TotalMinutes,
            },
            Revision = revision,
        };
    }

    /// <summary>Makes the part of a policy that differs: what is not given stays as it is.</summary>
    public static string Changes(V1.SetRetrainingConfigRequest asked, ModelPolicy policy)
    {
        var changes = new JsonObject();
        if (asked.ScheduleDays is { } days)
        {
            if (policy.Schedule.Adaptive is null) Set(changes, "triggers", "maximumAge", $"{days}d");
            else Set(changes, "schedule", "adaptive", new JsonObject { ["startDays"] = days });
        }
        if (asked.SystemSettings?.TriggerCheckIntervalMinutes is { } minutes)
            Set(changes, "schedule", "checkEvery", $"{Text(minutes)}m");
        var limits = asked.PerformanceThresholds ?? new V1.PerformanceThresholds();
        var rules = policy.Performance.Rules;
        if (limits.RmseDegradationThreshold is { } rmse) rules = With(rules, Metric.Rmse, rmse);
        if (limits.AccuracyDegradationThreshold is { } accuracy) rules = With(rules, Metric.Accuracy, accuracy);
        if (rules != policy.Performance.Rules) Set(changes, "performance", "rules", Node(rules));
        if (limits.MeanShiftThreshold is { } shift) Set(changes, "drift", "meanShiftLimit", shift);
        if (limits.VarianceRatioThreshold is { } ratio) Set(changes, "drift", "varianceRatioLimit", ratio);
        var thresholds = asked.ValidationThresholds ?? new V1.ValidationThresholds();
        var bounds = policy.Gates.Bounds;
        if (thresholds.MaxRmse is { } most) bounds = With(bounds, Metric.Rmse, most);
        if (thresholds.MinAccuracyPercent is { } least) bounds = With(bounds, Metric.Within20, least / Percent);
        if (bounds != policy.Gates.Bounds) Set(changes, "gates", "bounds", Node(bounds));
        return changes.ToJsonString();
    }

    private static int? DaysOf(ModelPolicy policy) => policy.Schedule.Adaptive is { } adaptive
        ? adaptive.StartDays
        : policy.Triggers.MaximumAge is { } age ? (int)Math.Round(age.TotalDays) : null;

    private static double? LimitOf(ModelPolicy policy, Metric metric) =>
        policy.Performance.Rules.FirstOrDefault(rule => IsOfAllRows(rule, metric))?.Limit;

    private static double? BoundOf(ModelPolicy policy, Metric metric) =>
        policy.Gates.Bounds.FirstOrDefault(bound => bound.Metric == metric)?.Limit;

    private static bool IsOfAllRows(PerformanceRule rule, Metric metric) =>
        rule.Metric == metric && rule is { Kind: RuleKind.Worsening, Segment: null };

    private static ImmutableArray<PerformanceRule> With(
        ImmutableArray<PerformanceRule> rules, Metric metric, double limit) =>
        rules.Any(rule => IsOfAllRows(rule, metric))
            ? [.. rules.Select(rule => IsOfAllRows(rule, metric) ? rule with { Limit = limit } : rule)]
            : rules.Add(new PerformanceRule(metric, RuleKind.Worsening, limit, Severity.Critical));

    private static ImmutableArray<MetricBound> With(
        ImmutableArray<MetricBound> bounds, Metric metric, double limit) =>
        [.. bounds.Where(bound => bound.Metric != metric), new MetricBound(metric, limit)];

    private static void Set(JsonObject changes, string section, string name, JsonNode? value)
    {
        if (changes[section] is not JsonObject settings) changes[section] = settings = [];
        settings[name] = value;
    }

    private static JsonNode? Node<T>(T value) => JsonNode.Parse(DomainJson.Write(value));

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
