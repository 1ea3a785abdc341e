namespace RetrainGrains.Domain.Triggers;

/// <summary>Errors that are expected to have risen, before outcomes say so; a reading for each rule.</summary>
internal static class EstimateSignal
{
    public const string Name = "estimate";

    public static IEnumerable<SignalReading> Read(ModelPolicy policy, TriggerFacts facts) =>
        facts.Estimate is not { } report
            ? []
            : report.Evidence.Select((evidence, index) => new SignalReading(
                Name, TriggerKind.Estimate, evidence.Severity, evidence.Fired,
                Words.Of(evidence, report.Rows))
            {
                Alarm = $"{Name} {evidence.Metric} {evidence.Kind}".ToLowerInvariant(),
                Distance = evidence.Fired ? 0 : 1,
                ToRest = new FactsChange(
                    $"{Words.Name(evidence.Metric)} were not estimated beyond its limit",
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
