using RetrainGrains.Domain.Performance;

namespace RetrainGrains.Domain.Triggers.Signals;

/// <summary>
/// The signal of errors that are expected to have risen, before outcomes are known; one report for each rule.
/// </summary>
internal sealed class EstimateSignal : ITriggerSignal
{
    public string Name => TriggerKind.Estimate;

    public IEnumerable<SignalReport> Read(TriggerPolicies policies, TriggerFacts facts) =>
        facts.Estimate is not { } report
            ? []
            : report.Evidence.Select((evidence, index) => new SignalReport(
                Name, TriggerKind.Estimate, evidence.Severity, evidence.Fired,
                evidence.Describe(report.Rows))
            {
                Alert = $"{Name} {evidence.Metric} {evidence.Kind}".ToLowerInvariant(),
                Distance = evidence.Fired ? 0 : 1,
                ToRest = new WhatIf(
                    $"{Metrics.NameOf(evidence.Metric)} were not estimated beyond its limit",
                    known => known with
                    {
                        Estimate = report with
                        {
                            Evidence = known.Estimate!.Evidence.SetItem(
                                index, known.Estimate.Evidence[index] with { Fired = false }),
                        },
                    }),
            });
}
