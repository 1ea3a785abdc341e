namespace RetrainGrains.Domain.Triggers;

/// <summary>
/// Everything that may speak for retraining, by name. A signal that is switched off or has nothing to judge gives no
/// reading; one with several sides, as performance has a metric each, gives several.
/// </summary>
internal sealed record Signal(string Name, Func<ModelPolicy, TriggerFacts, IEnumerable<SignalReading>> Read)
{
    /// <summary>Names of its sides, such as "performance.rmse".</summary>
    public IEnumerable<string> Sides { get; init; } = [];
}

/// <summary>The signals that rules can speak of, and those that always act.</summary>
internal static class SignalCatalogue
{
    private static readonly ImmutableArray<Signal> ForRules =
    [
        new(PerformanceSignal.Name, PerformanceSignal.Read) { Sides = PerformanceSignal.Sides },
        new("drift", DriftSignal.Read),
        new("age", ScheduleSignals.Age),
        new("cron", ScheduleSignals.Cron),
        new("adaptive", ScheduleSignals.Adaptive),
        new("newData", ScheduleSignals.NewData),
        new(EstimateSignal.Name, EstimateSignal.Read),
        new(ChangeSignals.Name, ChangeSignals.Read),
        new("cost", ScheduleSignals.Cost),
        new(ContributionSignal.Name, ContributionSignal.Read),
    ];

    /// <summary>What a person asks for, and the first training, are no matter of rules.</summary>
    private static readonly ImmutableArray<Signal> Always =
    [
        new("emergency", RequestSignals.Emergency),
        new("manual", RequestSignals.Manual),
        new("first", RequestSignals.First),
    ];

    /// <summary>The names that a rule may use.</summary>
    public static ImmutableArray<string> Names { get; } =
        [.. ForRules.SelectMany(signal => signal.Sides.Prepend(signal.Name))];

    /// <summary>A rule for each signal that always acts.</summary>
    public static ImmutableArray<(string Name, Condition Condition)> AlwaysHeld { get; } =
        [.. Always.Select(signal => (signal.Name, (Condition)new SignalCondition(signal.Name, Severity.Info)))];

    public static ImmutableArray<SignalReading> Read(ModelPolicy policy, TriggerFacts facts) =>
        [.. Always.Concat(facts.HasChampion ? ForRules : []).SelectMany(signal => signal.Read(policy, facts))];
}
