using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Lifecycle;

/// <summary>Something to do after the commit; carrying it out twice does no harm.</summary>
public abstract record LifecycleEffect;

/// <summary>Queue this run.</summary>
public sealed record StartRun(ChallengerPlan Plan) : LifecycleEffect;

/// <summary>Tell people.</summary>
public sealed record Notify(Severity Severity, string Text) : LifecycleEffect;

/// <summary>
/// Tell the fleet of a model's drift, or with no text that it is over; the fleet decides whether people hear of it.
/// </summary>
public sealed record ReportDrift(DateTimeOffset At, double PValue, Severity Severity, string Text) : LifecycleEffect;

/// <summary>
/// What was decided: events for the ledger, effects for after the commit, or the reason for a refusal.
/// </summary>
public sealed record LifecycleDecision(
    ImmutableArray<LifecycleEvent> Events, ImmutableArray<LifecycleEffect> Effects, Problem? Refused = null)
{
    public static LifecycleDecision Nothing { get; } = new([], []);

    public static LifecycleDecision Refuse(string field, object? value, string rule) =>
        new([], [], Problem.Of(field, value, rule));
}
