using System.Collections.Immutable;

namespace RetrainGrains.Storage;

/// <summary>The wanted checks of a model: those from <see cref="From"/> on and before <see cref="To"/>.</summary>
public sealed record CheckFilter
{
    public required string ModelId { get; init; }

    /// <summary>The only decision: retrain, held-back or wait; null: all.</summary>
    public string? Decision { get; init; }

    public DateTimeOffset From { get; init; } = DateTimeOffset.UnixEpoch;
    public DateTimeOffset To { get; init; } = DateTimeOffset.MaxValue;
}

/// <summary>The decisions of a check in the read models.</summary>
public static class CheckDecision
{
    public const string Retrain = "retrain";
    public const string HeldBack = "held-back";
    public const string Wait = "wait";

    public static ImmutableArray<string> All { get; } = [Retrain, HeldBack, Wait];
}

/// <summary>The place of a check in a list, newest first.</summary>
public readonly record struct CheckPosition(DateTimeOffset At, long Sequence);

/// <summary>A check as the ledger tells it; NaN is an error that is not known.</summary>
public sealed record CheckView(
    string CheckId, long Sequence, DateTimeOffset At, long Outcomes, double Error, int DriftStreak, string Decision,
    string? Lead, ImmutableArray<string> HeldBack, ImmutableArray<string> NotCompared);

/// <summary>A signal of a check with its evidence; NaN is what the signal does not have.</summary>
public sealed record SignalView(
    string Source, string Subject, string Measure, double Value, double Reference, double Limit, double PValue,
    string Verdict);

/// <summary>A reason for which a check spoke for a retraining.</summary>
public sealed record TriggerView(string Kind, string Severity, string? Rule, string Reason);

/// <summary>A check with its signals, quiet ones too, and the reasons for which it spoke for a retraining.</summary>
public sealed record CheckDetails(
    CheckView Check, IReadOnlyList<SignalView> Signals, IReadOnlyList<TriggerView> Triggers, string? RunId);
