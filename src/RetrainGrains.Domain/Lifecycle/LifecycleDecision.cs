using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Lifecycle;

/// <summary>An action to carry out after the commit; carrying it out twice does no harm.</summary>
public abstract record LifecycleEffect;

/// <summary>The effect that queues a run.</summary>
public sealed record StartRun(ChallengerPlan Plan) : LifecycleEffect;

/// <summary>The effect that ends the trainings of a run that was cancelled.</summary>
public sealed record StopRun(string RunId) : LifecycleEffect;

/// <summary>The effect that sends a notification to people.</summary>
public sealed record Notify(Severity Severity, string Text) : LifecycleEffect;

/// <summary>
/// The effect that reports a model's drift to the fleet, or with an empty text its end; the fleet decides whether it
/// becomes an alert.
/// </summary>
public sealed record ReportDrift(DateTimeOffset At, double PValue, Severity Severity, string Text) : LifecycleEffect;

/// <summary>
/// The result of a decision: events for the ledger, effects for after the commit, or the reason for a refusal.
/// </summary>
public sealed record LifecycleDecision(
    ImmutableArray<LifecycleEvent> Events, ImmutableArray<LifecycleEffect> Effects, Problem? Refused = null)
{
    public static LifecycleDecision Nothing { get; } = new([], []);

    public static LifecycleDecision Refuse(string field, object? value, string rule) =>
        new([], [], Problem.Of(field, value, rule));
}
