using System.Collections.Concurrent;
using RetrainGrains.Learning.Registry;
using RetrainGrains.Learning.Scoring;
using RetrainGrains.Storage;

namespace RetrainGrains.Fleet.Serving;

/// <summary>
/// The scorers by artifact id, shared by serving and shadow scoring. Holds at most <paramref name="capacity"/>; beyond
/// that the one used longest ago is let go and loaded again when it is needed.
/// </summary>
public sealed class ScorerCache(IArtifactStore artifacts, int capacity = 4_096)
{
    private readonly ConcurrentDictionary<string, Entry> entries = new();
    private long uses;

    public async ValueTask<Scorer> GetAsync(string artifactId, CancellationToken cancellation = default)
    {
        if (entries.TryGetValue(artifactId, out var found))
        {
            found.LastUse = Interlocked.Increment(ref uses);
            return found.Scorer;
        }
        var bytes = await artifacts.GetAsync(artifactId, cancellation)
            ?? throw new InvalidDataException($"artifact {artifactId} is not in the store");
        var entry = new Entry(ModelRegistry.Parse(bytes).CreateScorer()) { LastUse = Interlocked.Increment(ref uses) };
        entries[artifactId] = entry;
        if (entries.Count > capacity) LetGo();
        return entry.Scorer;
    }

    /// <summary>Reads the bytes that a worker wrote of its model, to be sent to a worker; they are not kept.</summary>
    public async Task<ReadOnlyMemory<byte>> ContentAsync(string artifactId, CancellationToken cancellation = default)
    {
        var bytes = await artifacts.GetAsync(artifactId, cancellation)
            ?? throw new InvalidDataException($"artifact {artifactId} is not in the store");
        return ModelRegistry.Parse(bytes).ExternalContent
            ?? throw new InvalidDataException($"artifact {artifactId} is no worker's");
    }

    private void LetGo()
    {
        foreach (var (id, _) in entries.OrderBy(pair => pair.Value.LastUse)
            .Take(entries.Count - capacity + capacity / 8))
        {
            entries.TryRemove(id, out _);
        }
    }

    private sealed class Entry(Scorer scorer)
    {
        public Scorer Scorer { get; } = scorer;
        public long LastUse;
    }
}
