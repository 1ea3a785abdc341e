using System.Text.Json.Serialization;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Triggers;

/// <summary>A trigger that fired, in words.</summary>
public sealed record TriggerReason(string Kind, Severity Severity, string Text)
{
    /// <summary>The rule that it made hold.</summary>
    public string? Rule { get; init; }

    /// <summary>The name of the alert that it opened; null for what is no alert.</summary>
    public string? Alert { get; init; }
}

/// <summary>
/// The decision to retrain or to wait: the signals that fired, and the guards that held a run back. No fired signal and
/// no guard means healthy.
/// </summary>
public sealed record TriggerDecision(
    bool Retrain, ImmutableArray<TriggerReason> Fired, ImmutableArray<string> HeldBack)
{
    /// <summary>
    /// Returns true for a run that a person asked for, now or by a clock: it trains every recipe of the policy.
    /// </summary>
    [JsonIgnore]
    public bool IsAsked => Fired.Any(reason =>
        reason.Kind is TriggerKind.Manual or TriggerKind.Emergency || TriggerKind.IsOfClock(reason.Kind));

    /// <summary>
    /// The trigger after which the run is named: the most severe, then the first; null when none fired.
    /// </summary>
    public TriggerReason? Lead => Fired.IsEmpty ? null : Fired.MaxBy(reason => reason.Severity);
}
