using System.Text.Json;

namespace RetrainGrains.Domain.Triggers;

/// <summary>
/// Errors that have risen, one reading for each performance rule. With <see cref="TriggerPolicy.ClearAt"/> below 1 an
/// open alarm stays on until its value is well within the limit again.
/// </summary>
internal static class PerformanceSignal
{
    public const string Name = "performance";

    public static IEnumerable<string> Sides => Enum.GetValues<Metric>().Select(NameOf);

    public static IEnumerable<SignalReading> Read(ModelPolicy policy, TriggerFacts facts) =>
        facts.Performance.Evidence.Select((evidence, index) => Read(policy, facts, evidence, index));

    private static SignalReading Read(ModelPolicy policy, TriggerFacts facts, PerformanceEvidence evidence, int index)
    {
        var scale = new MetricScale(evidence);
        var alarm = $"{NameOf(evidence.Metric)} {evidence.Kind} {evidence.Severity}".ToLowerInvariant()
            + (evidence.Segment is { } segment ? $" {segment}" : "");
        var isHeld = policy.Triggers.ClearAt < 1 && facts.OpenAlarms.Contains(alarm);
        var edge = isHeld ? scale.Clearing(policy.Triggers.ClearAt) : scale.Limit;
        var staysOn = isHeld && !evidence.Fired && scale.Value > edge;
        var significance = evidence.Kind == RuleKind.Bound
            ? 1
            : evidence.Level ?? policy.Performance.Significance;
        return new SignalReading(
            NameOf(evidence.Metric), TriggerKind.Performance, evidence.Severity, evidence.Fired || staysOn,
            Words.Of(evidence) + (staysOn ? $"; it stays on until it is {scale.Within(edge)}" : ""))
        {
            Alarm = alarm,
            Distance = Math.Max(0, scale.Limit - scale.Value) / Math.Max(Math.Abs(scale.Limit), 1e-9)
                + Math.Max(0, evidence.PValue - significance),
            ToFire = double.IsNaN(scale.Value) ? null : Fire(evidence, index, significance),
            ToRest = new FactsChange(
                $"{Words.Name(evidence.Metric)} were {scale.Within(edge)} (it is {scale.Now})",
                facts => facts.With(index, scale.At(edge, beyond: false) with { Fired = false })),
        };
    }

    private static FactsChange Fire(PerformanceEvidence evidence, int index, double significance)
    {
        var scale = new MetricScale(evidence);
        var certainty = evidence.PValue > significance ? $" with p at most {Words.Number(significance)}" : "";
        var chance = evidence.Kind == RuleKind.Bound ? "" : $", p = {Words.Number(evidence.PValue)}";
        return new FactsChange(
            $"{Words.Name(evidence.Metric)} were {scale.Beyond(scale.Limit)}{certainty} (it is {scale.Now}{chance})",
            facts => facts.With(index, scale.At(scale.Limit, beyond: true) with
            {
                PValue = Math.Min(evidence.PValue, significance), Fired = true,
            }));
    }

    private static TriggerFacts With(this TriggerFacts facts, int index, PerformanceEvidence evidence)
    {
        var report = facts.Performance;
        return facts with { Performance = report with { Evidence = report.Evidence.SetItem(index, evidence) } };
    }

    private static string NameOf(Metric metric) =>
        $"{Name}.{JsonNamingPolicy.CamelCase.ConvertName(metric.ToString())}";
}
