using RetrainGrains.Domain.Attributions;
using RetrainGrains.Domain.Changes;
using RetrainGrains.Domain.Costs;
using RetrainGrains.Domain.Drift;
using RetrainGrains.Domain.Estimation;
using RetrainGrains.Domain.Performance;

namespace RetrainGrains.Domain.Triggers;

/// <summary>A person or a program that asks for a run.</summary>
public sealed record ManualTrigger(string By, string Reason, bool Emergency = false, bool Force = false);

/// <summary>All that the decision to retrain is made from.</summary>
public sealed record TriggerFacts
{
    public required DateTimeOffset Now { get; init; }
    public required PerformanceReport Performance { get; init; }
    public required DriftReport Drift { get; init; }

    /// <summary>Errors as they are expected before outcomes; null where they are not estimated.</summary>
    public EstimateReport? Estimate { get; init; }

    /// <summary>What features contribute; null where it is not watched.</summary>
    public AttributionReport? Attributions { get; init; }

    /// <summary>Checks in a row that found drift, this one included.</summary>
    public int DriftStreak { get; init; }

    /// <summary>Alerts that were on at the check before.</summary>
    public ImmutableArray<string> OpenAlerts { get; init; } = [];
    public bool HasChampion { get; init; }

    /// <summary>The champion is an import, and nothing has been trained beside it yet.</summary>
    public bool IsUntrained { get; init; }
    public bool RunInFlight { get; init; }
    public long Outcomes { get; init; }
    public long NewOutcomes { get; init; }
    public DateTimeOffset? NewestOutcome { get; init; }
    public DateTimeOffset? LastRun { get; init; }

    /// <summary>The starts of recent runs, oldest first.</summary>
    public ImmutableArray<DateTimeOffset> RecentRuns { get; init; } = [];
    public int RunsWithoutPromotion { get; init; }

    /// <summary>Runs in a row that failed as a whole.</summary>
    public int FailedRuns { get; init; }

    /// <summary>Until then clocks and counts start nothing, because runs keep failing.</summary>
    public DateTimeOffset? PausedUntil { get; init; }

    /// <summary>The first cron moment since the last run, past or to come; null without a cron schedule.</summary>
    public DateTimeOffset? CronAt { get; init; }

    /// <summary>The adaptive interval in days; null when the schedule is not adaptive.</summary>
    public int? AdaptiveDays { get; init; }
    public ManualTrigger? Manual { get; init; }

    /// <summary>What the cost-aware schedule says at the end of a period; null within one.</summary>
    public CostDecision? Cost { get; init; }

    /// <summary>What the watches on change have found since the last run.</summary>
    public ImmutableArray<ChangeEvidence> Changes { get; init; } = [];

    /// <summary>Candidates that a run would train.</summary>
    public int Due { get; init; } = 1;

    public bool IsPaused => PausedUntil > Now;

    internal TriggerFacts WithOutcomes(long outcomes) => outcomes <= Outcomes ? this : this with
    {
        Outcomes = outcomes, NewOutcomes = NewOutcomes + outcomes - Outcomes, NewestOutcome = Now,
    };

    internal TriggerFacts At(DateTimeOffset moment) => moment > Now ? this with { Now = moment } : this;

    internal TriggerFacts WithNewOutcomes(long outcomes) => WithOutcomes(Outcomes + outcomes - NewOutcomes);
}
