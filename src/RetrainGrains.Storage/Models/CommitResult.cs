namespace RetrainGrains.Storage;

/// <summary>The three ways a commit can end. Only <see cref="Committed"/> stores anything.</summary>
public enum CommitStatus
{
    Committed = 0,

    /// <summary>The model has moved on: decide again on the revision that was found.</summary>
    RevisionMismatch = 1,

    /// <summary>The request was carried out before: repeat its answer.</summary>
    DuplicateRequest = 2,
}

/// <summary>
/// The result of a commit. <paramref name="Revision"/> is the model's revision afterwards, 0 when there is no such
/// model;
/// <paramref name="EarlierAnswer"/> is set for a duplicate request.
/// </summary>
public readonly record struct CommitResult(CommitStatus Status, long Revision, string? EarlierAnswer = null)
{
    public bool Committed => Status == CommitStatus.Committed;
}
