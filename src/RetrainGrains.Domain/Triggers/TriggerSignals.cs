using RetrainGrains.Domain.Primitives;
using RetrainGrains.Domain.Triggers.Signals;

namespace RetrainGrains.Domain.Triggers;

/// <summary>The signals that rules can name, and those that always act.</summary>
public static class TriggerSignals
{
    /// <summary>The signals that a rule may name; each reports once there is a champion.</summary>
    public static ImmutableArray<ITriggerSignal> ForRules { get; } =
    [
        new PerformanceSignal(),
        new DriftSignal(),
        new AgeSignal(),
        new CronSignal(),
        new AdaptiveSignal(),
        new NewDataSignal(),
        new EstimateSignal(),
        new ChangeSignal(),
        new CostSignal(),
        new AttributionSignal(),
    ];

    /// <summary>
    /// The signals that act without rules: requests of a person or a program, and the first training.
    /// </summary>
    public static ImmutableArray<ITriggerSignal> Always { get; } =
    [
        new EmergencySignal(),
        new ManualSignal(),
        new FirstSignal(),
    ];

    /// <summary>The names that a rule may use.</summary>
    public static ImmutableArray<string> Names { get; } =
        [.. ForRules.SelectMany(signal => signal.Sides.Prepend(signal.Name))];

    /// <summary>A rule for each signal that always acts.</summary>
    internal static ImmutableArray<(string Name, Condition Condition)> AlwaysHeld { get; } =
        [.. Always.Select(signal => (signal.Name, (Condition)new SignalCondition(signal.Name, Severity.Info)))];

    internal static ImmutableArray<SignalReport> Read(TriggerPolicies policies, TriggerFacts facts) =>
        [.. Always.Concat(facts.HasChampion ? ForRules : []).SelectMany(signal => signal.Read(policies, facts))];
}
