namespace RetrainGrains.Domain;

/// <summary>
/// What a model knows from its observations. It is derived: the observation log can build it again, so it changes
/// without ledger lines.
/// </summary>
public sealed record Evidence
{
    public static Evidence None { get; } = new();

    /// <summary>The last outcome, in stored order, that is counted in here.</summary>
    public long Cursor { get; init; }
    public long Outcomes { get; init; }

    /// <summary>Outcomes that came since the last run was planned.</summary>
    public long NewOutcomes { get; init; }
    public DateTimeOffset? NewestOutcome { get; init; }
    public FeatureBins? Bins { get; init; }
    public ReferenceWindow? Reference { get; init; }
    public ImmutableArray<Contestant> Contestants { get; init; } = [];

    /// <summary>One record for each memory of the challenger policy.</summary>
    public ImmutableArray<TrackRecordSnapshot> Records { get; init; } = [];
}
