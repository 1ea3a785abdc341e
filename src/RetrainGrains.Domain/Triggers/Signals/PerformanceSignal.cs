using System.Text.Json;
using RetrainGrains.Domain.Performance;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Triggers.Signals;

/// <summary>
/// The signal of risen errors, with one report for each performance rule. With <see cref="TriggerPolicy.ClearAt"/>
/// below 1 an open alert stays open until its value is well within the limit again.
/// </summary>
internal sealed class PerformanceSignal : ITriggerSignal
{
    public string Name => TriggerKind.Performance;

    public IEnumerable<string> Sides => Enum.GetValues<Metric>().Select(NameOf);

    public IEnumerable<SignalReport> Read(TriggerPolicies policies, TriggerFacts facts) =>
        facts.Performance.Evidence.Select((evidence, index) => Read(policies, facts, evidence, index));

    private static SignalReport Read(
        TriggerPolicies policies, TriggerFacts facts, PerformanceEvidence evidence, int index)
    {
        if (evidence.Undefined is not null)
        {
            return new SignalReport(
                NameOf(evidence.Metric), TriggerKind.Performance, evidence.Severity, Fired: false, evidence.Describe())
            {
                Distance = double.MaxValue, NoVerdict = true,
            };
        }
        var scale = new MetricScale(evidence);
        var alert = $"{NameOf(evidence.Metric)} {evidence.Kind} {evidence.Severity}".ToLowerInvariant()
            + (evidence.Segment is { } segment ? $" {segment}" : "");
        var isHeld = policies.Triggers.ClearAt < 1 && facts.OpenAlerts.Contains(alert);
        var edge = isHeld ? scale.Clearing(policies.Triggers.ClearAt) : scale.Limit;
        var staysOn = isHeld && !evidence.Fired && scale.Value > edge;
        var significance = evidence.Kind == RuleKind.Bound
            ? 1
            : evidence.Level ?? policies.Performance.Significance;
        return new SignalReport(
            NameOf(evidence.Metric), TriggerKind.Performance, evidence.Severity, evidence.Fired || staysOn,
            evidence.Describe() + (staysOn ? $"; it stays on until it is {scale.Within(edge)}" : ""))
        {
            Alert = alert,
            Distance = Math.Max(0, scale.Limit - scale.Value) / Math.Max(Math.Abs(scale.Limit), 1e-9)
                + Math.Max(0, evidence.PValue - significance),
            ToFire = Fire(evidence, index, significance),
            ToRest = new WhatIf(
                $"{Metrics.NameOf(evidence.Metric)} were {scale.Within(edge)} (it is {scale.Now})",
                known => With(known, index, scale.At(edge, beyond: false) with { Fired = false })),
        };
    }

    private static WhatIf Fire(PerformanceEvidence evidence, int index, double significance)
    {
        var scale = new MetricScale(evidence);
        var certainty = evidence.PValue > significance ? $" with p at most {Formatted.Number(significance)}" : "";
        var chance = evidence.Kind == RuleKind.Bound ? "" : $", p = {Formatted.Number(evidence.PValue)}";
        return new WhatIf(
            $"{Metrics.NameOf(evidence.Metric)} were {scale.Beyond(scale.Limit)}{certainty} (it is "
                + $"{scale.Now}{chance})",
            known => With(known, index, scale.At(scale.Limit, beyond: true) with
            {
                PValue = Math.Min(evidence.PValue, significance), Fired = true,
            }));
    }

    private static TriggerFacts With(TriggerFacts facts, int index, PerformanceEvidence evidence)
    {
        var report = facts.Performance;
        return facts with { Performance = report with { Evidence = report.Evidence.SetItem(index, evidence) } };
    }

    private static string NameOf(Metric metric) =>
        $"{TriggerKind.Performance}.{JsonNamingPolicy.CamelCase.ConvertName(metric.ToString())}";
}
