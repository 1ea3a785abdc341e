using System.Collections.Immutable;

namespace RetrainGrains.Storage;

/// <summary>The states of a run in the read models.</summary>
public static class RunState
{
    public const string Running = "running";
    public const string Finished = "finished";
    public const string Failed = "failed";
    public const string Cancelled = "cancelled";

    public static ImmutableArray<string> All { get; } = [Running, Finished, Failed, Cancelled];
}

/// <summary>A run as the ledger tells it; <paramref name="CheckId"/> is the check that planned it.</summary>
public sealed record RunView(
    string RunId, string ModelId, string? CheckId, string Cause, string Severity, string Reason,
    ImmutableArray<string> Recipes, long Outcomes, DateTimeOffset PlannedAt, DateTimeOffset? EndedAt, string State,
    bool Promoted, string Failures);

/// <summary>A step of a run, done, failed or skipped; the recipe is null for steps of the whole run.</summary>
public sealed record RunStepView(
    string Name, string? Recipe, string State, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt);

/// <summary>
/// A training of a run with the rows it learned from: those of <paramref name="From"/> ≤ time &lt;
/// <paramref name="To"/>, the ones from <paramref name="ValidatedFrom"/> on held out. NaN is a loss that is not known.
/// </summary>
public sealed record RunTrainingView(
    int Ordinal, string Recipe, string? ArtifactId, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt,
    double RelativeLoss, int? Trials, string Parameters, string? Failure, DateTimeOffset From, DateTimeOffset To,
    DateTimeOffset? ValidatedFrom, long Rows, string? Fingerprint);

/// <summary>The verdict of one gate on one challenger.</summary>
public sealed record GateView(string Challenger, string Gate, bool Passed, string Finding);

/// <summary>A run with its steps, trainings and verdicts; of a run in flight the trainings are not known yet.</summary>
public sealed record RunDetails(
    RunView Run, IReadOnlyList<RunStepView> Steps, IReadOnlyList<RunTrainingView> Trainings,
    IReadOnlyList<GateView> Gates);

/// <summary>The runs of a span, counted; NaN is the mean of none. Seconds are from planning to end.</summary>
public sealed record RunStatistics(
    long Running, long Finished, long Failed, long Cancelled, long Promoted, double MeanSeconds);
