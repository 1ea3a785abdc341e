using RetrainGrains.Storage;

namespace RetrainGrains.Gateway.Availability;

/// <summary>
/// The state of answered rows: logged, with a status for each, or kept in memory to be logged later.
/// </summary>
public sealed record Appended(bool Logged, IReadOnlyList<RecordStatus> Statuses)
{
    public static readonly Appended Kept = new(false, []);

    public static Appended Of(IReadOnlyList<RecordStatus> statuses) => new(true, statuses);
}
