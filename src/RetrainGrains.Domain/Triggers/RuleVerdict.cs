using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Triggers;

/// <summary>
/// The verdict of a rule on the reports of a check: true or false, and the signals that make it hold.
/// </summary>
internal sealed record RuleVerdict(
    string Name, Condition Condition, Severity? Severity, ImmutableArray<SignalReport> Readings)
{
    /// <summary>
    /// Returns true for a rule that is not in the policy: it holds independently of the policy's rules.
    /// </summary>
    public bool IsAlways { get; private init; }

    public bool Holds => IsMet(Condition, Readings);

    /// <summary>Returns true when it would hold without clocks and counts.</summary>
    public bool HoldsWithoutSchedule => IsMet(Condition, [.. Readings.Where(reading => !reading.OnSchedule)]);

    /// <summary>The reports that the rule names and that have fired severely enough.</summary>
    public IEnumerable<SignalReport> Behind => Condition.Signals
        .SelectMany(signal => About(signal).Where(reading => Counts(signal, reading))).Distinct();

    /// <summary>
    /// Evaluates the signals that always act, then the policy's rules; before the first training no rule applies.
    /// </summary>
    public static ImmutableArray<RuleVerdict> All(TriggerPolicies policy, TriggerFacts facts)
    {
        var readings = TriggerSignals.Read(policy, facts);
        return
        [
            .. TriggerSignals.AlwaysHeld.Select(always =>
                new RuleVerdict(always.Name, always.Condition, null, readings) { IsAlways = true }),
            .. facts.HasChampion
                ? policy.Triggers.Rules.Select(rule =>
                    new RuleVerdict(rule.Name, Condition.Of(rule.When), rule.Severity, readings))
                : [],
        ];
    }

    public IEnumerable<SignalReport> About(SignalCondition signal) => Readings.Where(signal.IsAbout);

    public bool IsMet(Condition condition) => IsMet(condition, Readings);

    public static bool Counts(SignalCondition signal, SignalReport reading) =>
        reading.Fired && reading.Severity >= signal.AtLeast;

    private static bool IsMet(Condition condition, ImmutableArray<SignalReport> readings) => condition switch
    {
        SignalCondition signal => readings.Any(reading => signal.IsAbout(reading) && Counts(signal, reading)),
        CountCondition count => count.Parts.Count(part => IsMet(part, readings)) >= count.Needed,
        _ => throw new ArgumentOutOfRangeException(nameof(condition), condition, "is no condition"),
    };
}
