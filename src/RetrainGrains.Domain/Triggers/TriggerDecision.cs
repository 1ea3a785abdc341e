using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Triggers;

/// <summary>A trigger that fired, in words.</summary>
public sealed record TriggerReason(string Kind, Severity Severity, string Text)
{
    /// <summary>The rule that it made hold.</summary>
    public string? Rule { get; init; }
}

/// <summary>
/// Retrain or wait, and why: what fired, and what held it back. Nothing fired and nothing held back means healthy.
/// </summary>
public sealed record TriggerDecision(
    bool Retrain, ImmutableArray<TriggerReason> Fired, ImmutableArray<string> HeldBack)
{
    /// <summary>The trigger that the run is named after: the most severe, then the first.</summary>
    public TriggerReason? Lead => Fired.IsEmpty ? null : Fired.MaxBy(reason => reason.Severity);
}
