using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Domain.Windows;

namespace RetrainGrains.Domain.Changes;

/// <summary>
/// The facts that a model's detectors depend on: a detector starts again when any but the last changes.
/// </summary>
/// <param name="Schema">The model's schema.</param>
/// <param name="Champion">The version in service; null before the first.</param>
/// <param name="PromotedAt">The time of its promotion.</param>
/// <param name="Reference">The window with which the present is compared.</param>
/// <param name="LastRun">The time at which the last run was planned.</param>
public sealed record ChangeFacts(
    FeatureSchema Schema, SemanticVersion? Champion, DateTimeOffset? PromotedAt, ReferenceWindow? Reference,
    DateTimeOffset? LastRun);

/// <summary>
/// The rule that detects changes of a model's numbers. Detectors are fed with every outcome and read at every check.
/// </summary>
public static class ChangeCheck
{
    /// <summary>The largest number of detectors of one model: each is stored with its learned state.</summary>
    public const int DetectorsMax = 8;

    /// <summary>Lists the changes that have been detected since the last run.</summary>
    public static ImmutableArray<ChangeEvidence> Evaluate(
        ImmutableArray<ChangeDetectorPolicy>? policies, ChangeFacts facts, ImmutableArray<DetectorState> states) =>
    [
        .. (policies ?? []).Select(policy => Evaluate(policy, facts, states))
            .OfType<ChangeEvidence>(),
    ];

    /// <summary>Finds the detectors whose feature the model's schema does not have.</summary>
    public static IEnumerable<Problem> ProblemsWith(
        FeatureSchema schema, ImmutableArray<ChangeDetectorPolicy>? policies) =>
        (policies ?? []).Select((policy, i) => policy.ProblemWith(schema, $"policy.triggers.change[{i}]"))
            .OfType<Problem>();

    /// <summary>Validates a policy's detectors as a whole.</summary>
    public static IEnumerable<Problem> Validate(ImmutableArray<ChangeDetectorPolicy> policies, string path) =>
    [
        .. Limits.Check($"{path}.length", policies.Length, 1, DetectorsMax),
        .. policies.SelectMany((policy, i) => policy.Validate($"{path}[{i}]")),
        .. policies.Distinct().Count() == policies.Length
            ? []
            : new[] { Problem.Of(path, policies.Length, "must not hold the same detector twice") },
    ];

    internal static List<RunningDetector> Open(
        ImmutableArray<ChangeDetectorPolicy>? policies, ChangeFacts facts, ImmutableArray<DetectorState> before)
    {
        var open = new List<RunningDetector>();
        foreach (var policy in policies ?? [])
        {
            if (RunningDetector.Of(policy, facts, Find(policy, facts, before)) is { } opened) open.Add(opened);
        }
        return open;
    }

    private static ChangeEvidence? Evaluate(
        ChangeDetectorPolicy policy, ChangeFacts facts, ImmutableArray<DetectorState> states)
    {
        var since = facts.LastRun ?? DateTimeOffset.MinValue;
        var alarms = (Find(policy, facts, states)?.Alarms ?? []).Where(alarm => alarm.At > since).ToArray();
        if (alarms is not [.., var last]) return null;
        var often = policy.Confirmations > 1 ? $" ({alarms.Length} of {policy.Confirmations} alarms)" : "";
        var text = $"{policy.Detector} found a change of {policy.On} by {Units.Of(policy.Per)} on "
            + FormattableString.Invariant($"{last.At:yyyy-MM-dd HH:mm}{often}: ")
            + $"{Formatted.Number(last.Statistic)} against {Formatted.Number(last.Threshold)}; {policy.Promise}";
        return new ChangeEvidence(
            policy.Detector, policy.On, policy.Per, last.At, last.Statistic, last.Threshold, alarms.Length,
            policy.Confirmations, policy.Severity, text);
    }

    private static DetectorState? Find(
        ChangeDetectorPolicy policy, ChangeFacts facts, ImmutableArray<DetectorState> states)
    {
        if (states.IsEmpty) return null;
        var key = RunningDetector.KeyOf(policy, facts);
        return states.FirstOrDefault(found => found.Key == key);
    }
}
