namespace RetrainGrains.Domain.Repairs;

/// <summary>
/// The progress of overwriting what the database's files keep of erased rows: the next of so many parts, and what was
/// in the way of the last try, which is made again.
/// </summary>
public sealed record OverwriteMark(long Next = 0, long Parts = 0, string? Problem = null);
