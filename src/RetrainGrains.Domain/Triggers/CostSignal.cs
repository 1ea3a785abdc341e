namespace RetrainGrains.Domain.Triggers;

/// <summary>Whether a retraining is expected to pay, by the cost-aware schedule.</summary>
internal static class CostSignal
{
    public static IEnumerable<TriggerReason> Of(TriggerFacts facts) => facts.Cost is { Retrain: true } cost
        ? [new(TriggerKind.Cost, Severity.Info, cost.Reason)]
        : [];
}
