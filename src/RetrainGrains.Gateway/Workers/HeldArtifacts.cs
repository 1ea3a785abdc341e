namespace RetrainGrains.Gateway.Workers;

/// <summary>
/// The models that one worker holds, at most so many: for a new one the one used longest ago is released. Those on
/// their way are never; while they take all places, there is none for another.
/// </summary>
internal sealed class HeldArtifacts(int max, TimeSpan retryAfter)
{
    private readonly Dictionary<string, HeldArtifact> held = new(StringComparer.Ordinal);
    private long uses;

    public HeldArtifact? Find(string id) => held.GetValueOrDefault(id);

    /// <summary>
    /// The model's place, whether it is to be sent, and what the worker has to release for it. A model that could not
    /// be loaded keeps its place, and is sent again after a while.
    /// </summary>
    public (HeldArtifact? Place, bool IsNew, string? Released) Take(string id, DateTimeOffset now)
    {
        var place = held.GetValueOrDefault(id);
        var isStale = place is { IsLoading: false, IsReady: false } && now - place.FailedAt >= retryAfter;
        if (place is not null && !isStale)
        {
            place.LastUse = ++uses;
            return (place, false, null);
        }
        string? released = null;
        if (place is null && held.Count >= max)
        {
            if (held.Values.Where(other => !other.IsLoading).MinBy(other => other.LastUse) is not { } oldest)
                return (null, false, null);
            held.Remove(oldest.Id);
            if (oldest.IsReady) released = oldest.Id;
        }
        return (held[id] = new HeldArtifact(id) { LastUse = ++uses }, true, released);
    }
}
