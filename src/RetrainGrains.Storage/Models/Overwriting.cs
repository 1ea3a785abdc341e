namespace RetrainGrains.Storage;

/// <summary>
/// The outcome of a piece of overwriting what the database's file keeps of deleted rows: the part of the file to go on
/// with, null when nothing is left, or what was in the way.
/// </summary>
public sealed record Overwriting(long? Next, long Parts, string? Problem = null)
{
    /// <summary>The outcome where the database keeps no bytes that it could be told to overwrite.</summary>
    public static Overwriting Nothing { get; } = new(null, 0);
}
