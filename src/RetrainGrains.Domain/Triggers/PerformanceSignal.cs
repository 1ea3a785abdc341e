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
        var alarm = $"{NameOf(evidence.Metric)} {evidence.Kind} {evidence.Severity}".ToLowerInvariant();
        var scale = new MetricScale(evidence);
        var isHeld = policy.Triggers.ClearAt < 1 && facts.OpenAlarms.Contains(alarm);
        var edge = isHeld ? scale.Limit * policy.Triggers.ClearAt : scale.Limit;
        var staysOn = isHeld && !evidence.Fired && scale.Value > edge;
        var significance = policy.Performance.Significance;
        var isSure = evidence.Kind == RuleKind.Bound || evidence.PValue <= significance;
        var name = Words.Name(evidence.Metric);
        var sureness = evidence.Kind == RuleKind.Bound ? "" : $", p = {Words.Number(evidence.PValue)}";
        var fire = new FactsChange(
            $"{name} were {scale.Beyond(scale.Limit)}{(isSure ? "" : $" with p at most {Words.Number(significance)}")} "
                + $"(it is {scale.Now}{sureness})",
            known => known.With(index, scale.At(scale.Limit, beyond: true) with
            {
                PValue = isSure ? evidence.PValue : significance, Fired = true,
            }));
        var rest = new FactsChange(
            $"{name} were {scale.Within(edge)} (it is {scale.Now})",
            known => known.With(index, scale.At(edge, beyond: false) with { Fired = false }));
        return new SignalReading(
            NameOf(evidence.Metric), TriggerKind.Performance, evidence.Severity, evidence.Fired || staysOn,
            staysOn ? $"{Words.Of(evidence)}; it stays on until it is {scale.Within(edge)}" : Words.Of(evidence))
        {
            Alarm = alarm,
            Distance = Distance(scale, evidence.PValue - significance, isSure),
            ToFire = double.IsNaN(scale.Value) ? null : fire,
            ToRest = rest,
        };
    }

    private static double Distance(MetricScale scale, double unsureness, bool isSure)
    {
        var gap = Math.Max(0, scale.Limit - scale.Value) / Math.Max(Math.Abs(scale.Limit), 1e-9);
        return isSure ? gap : gap + unsureness;
    }

    private static TriggerFacts With(this TriggerFacts facts, int index, PerformanceEvidence evidence) =>
        facts with { Performance = facts.Performance with { Evidence = facts.Performance.Evidence.SetItem(index, evidence) } };

    private static string NameOf(Metric metric) =>
        $"{Name}.{JsonNamingPolicy.CamelCase.ConvertName(metric.ToString())}";
}
