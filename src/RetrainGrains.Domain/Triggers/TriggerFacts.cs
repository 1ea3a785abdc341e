using RetrainGrains.Domain.Attributions;
using RetrainGrains.Domain.Changes;
using RetrainGrains.Domain.Costs;
using RetrainGrains.Domain.Drift;
using RetrainGrains.Domain.Estimation;
using RetrainGrains.Domain.Performance;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Triggers;

/// <summary>A request of a person or a program for a run.</summary>
public sealed record ManualTrigger(string By, string Reason, bool Emergency = false, bool Force = false)
{
    /// <summary>The severity of the run, which is its place among those that wait; an emergency has its own.</summary>
    public Severity Severity { get; init; } = Severity.Critical;
}

/// <summary>The facts from which the decision to retrain is made.</summary>
public sealed record TriggerFacts
{
    public required DateTimeOffset Now { get; init; }
    public required PerformanceReport Performance { get; init; }
    public required DriftReport Drift { get; init; }

    /// <summary>The errors that are expected before outcomes are known; null when they are not estimated.</summary>
    public EstimateReport? Estimate { get; init; }

    /// <summary>The report on attributions; null when they are not followed.</summary>
    public AttributionReport? Attributions { get; init; }

    /// <summary>The number of consecutive checks that found drift, this one included.</summary>
    public int DriftStreak { get; init; }

    /// <summary>The number of consecutive checks that found drift of a critical severity, this one included.</summary>
    public int CriticalDriftStreak { get; init; }

    /// <summary>The names of the alerts that were open at the check before.</summary>
    public ImmutableArray<string> OpenAlerts { get; init; } = [];
    public bool HasChampion { get; init; }

    /// <summary>Returns true when the champion is an import and no other candidate has been trained yet.</summary>
    public bool IsUntrained { get; init; }
    public bool RunInFlight { get; init; }
    public long Outcomes { get; init; }
    public long NewOutcomes { get; init; }
    public DateTimeOffset? NewestOutcome { get; init; }
    public DateTimeOffset? LastRun { get; init; }

    /// <summary>The starts of recent runs, oldest first.</summary>
    public ImmutableArray<DateTimeOffset> RecentRuns { get; init; } = [];
    public int RunsWithoutPromotion { get; init; }

    /// <summary>The number of consecutive runs that failed as a whole.</summary>
    public int FailedRuns { get; init; }

    /// <summary>
    /// The time until which clocks and counts start no run, because runs keep failing; null without a pause.
    /// </summary>
    public DateTimeOffset? PausedUntil { get; init; }

    /// <summary>The first cron moment since the last run, past or to come; null without a cron schedule.</summary>
    public DateTimeOffset? CronAt { get; init; }

    /// <summary>The adaptive interval in days; null when the schedule is not adaptive.</summary>
    public int? AdaptiveDays { get; init; }
    public ManualTrigger? Manual { get; init; }

    /// <summary>The decision of the cost-aware schedule at the end of a period; null within one.</summary>
    public CostDecision? Cost { get; init; }

    /// <summary>The changes that detectors have found since the last run.</summary>
    public ImmutableArray<ChangeEvidence> Changes { get; init; } = [];

    /// <summary>The number of candidates that a run of the system's own would train.</summary>
    public int Due { get; init; } = 1;

    /// <summary>The number of candidates that a run on demand would train: all but those trained once.</summary>
    public int Trainable { get; init; } = 1;

    public bool IsPaused => PausedUntil > Now;

    internal TriggerFacts WithOutcomes(long outcomes) => outcomes <= Outcomes ? this : this with
    {
        Outcomes = outcomes, NewOutcomes = NewOutcomes + outcomes - Outcomes, NewestOutcome = Now,
    };

    internal TriggerFacts At(DateTimeOffset moment) => moment > Now ? this with { Now = moment } : this;

    internal TriggerFacts WithNewOutcomes(long outcomes) => WithOutcomes(Outcomes + outcomes - NewOutcomes);
}
