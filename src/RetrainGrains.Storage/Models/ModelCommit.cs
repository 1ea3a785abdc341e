using RetrainGrains.Domain.Observations;

namespace RetrainGrains.Storage;

/// <summary>A change of one model: all of it or nothing of it is stored.</summary>
public sealed record ModelCommit
{
    public required string ModelId { get; init; }

    /// <summary>The revision the decision was made on; 0 creates the model.</summary>
    public required long ExpectedRevision { get; init; }
    public required string ModelType { get; init; }
    /// <summary>
    /// The new lifecycle state; null leaves state and revision as they are: only what was learned has grown.
    /// </summary>
    public string? State { get; init; }

    /// <summary>The learned state; null leaves it as it is.</summary>
    public byte[]? LearnedState { get; init; }

    /// <summary>
    /// The times that the learned state had been stored when this was decided; another count refuses the commit.
    /// </summary>
    public long? ExpectedLearnedCount { get; init; }
    public required DateTimeOffset At { get; init; }
    public IReadOnlyList<LedgerAppend> Ledger { get; init; } = [];

    /// <summary>The version to serve; set when the version in service changes.</summary>
    public ServingRow? Serving { get; init; }

    /// <summary>The time of the next check; null leaves the schedule as it is.</summary>
    public ScheduleRow? Schedule { get; init; }
    public IReadOnlyList<RunRow> NewRuns { get; init; } = [];

    /// <summary>
    /// The ends of this model's runs. The first end of a run is kept; an unknown run refuses the commit.
    /// </summary>
    public IReadOnlyList<RunOutcome> RunOutcomes { get; init; } = [];
    public IReadOnlyList<OutboxAppend> Outbox { get; init; } = [];
    public IReadOnlyList<WindowRow> Windows { get; init; } = [];

    /// <summary>The hour before which window rows are deleted; null keeps all.</summary>
    public long? DropWindowsBefore { get; init; }

    /// <summary>The rules for outcomes by entity and time; null leaves them as they are.</summary>
    public OutcomePolicy? Outcomes { get; init; }

    /// <summary>The client's request that caused this change, with the answer to repeat when it comes again.</summary>
    public RequestRow? Request { get; init; }
}
