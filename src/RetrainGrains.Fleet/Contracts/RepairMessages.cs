using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Repairs;
using RetrainGrains.Storage;

namespace RetrainGrains.Fleet.Contracts;

/// <summary>A person's order to repair facts: corrections, or the rows to withdraw, or the entity to erase.</summary>
public sealed record RepairModel(RepairKind Kind, string By, string Reason, string RequestId)
{
    public ImmutableArray<OutcomeRow> Corrections { get; init; } = [];

    /// <summary>The rows; of an erasure the entity alone.</summary>
    public RowSelection Rows { get; init; } = new();
}

/// <summary>A repair as far as it has come, and what follows from it.</summary>
public sealed record RepairView(
    string RequestId, RepairKind Kind, bool IsChanged, RepairTally Tally, ImmutableArray<LearnedVersion> Versions)
{
    /// <summary>
    /// The statuses of corrections, one digit each, in order: a batch of thousands is remembered for its repetition.
    /// </summary>
    public string Statuses { get; init; } = "";

    /// <summary>The progress of computing again what was learned; null when that holds.</summary>
    public RecomputeMark? Recompute { get; init; }

    /// <summary>
    /// The progress of overwriting the bytes of erased rows; null when none is left, and of other repairs.
    /// </summary>
    public OverwriteMark? Overwrite { get; init; }

    /// <summary>The outcomes that have to be counted again in all.</summary>
    public long Outcomes { get; init; }
}
