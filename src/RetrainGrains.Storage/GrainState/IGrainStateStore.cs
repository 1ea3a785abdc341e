namespace RetrainGrains.Storage;

/// <summary>The state of a grain that is not a model, with the tag that guards its next write.</summary>
public sealed record GrainStateRow(string Body, string ETag);

/// <summary>The store of the state of grains that are not models, guarded by compare-and-set.</summary>
public interface IGrainStateStore
{
    Task<GrainStateRow?> ReadAsync(string grainId, string stateName, CancellationToken cancellation = default);

    /// <summary>Writes when the stored tag is <paramref name="etag"/> (null: no row yet); null on a mismatch.</summary>
    Task<string?> WriteAsync(
        string grainId, string stateName, string? etag, string body, CancellationToken cancellation = default);

    /// <summary>Deletes when the tag matches. A tag is never given twice, so a stale writer cannot revive it.</summary>
    Task<bool> ClearAsync(string grainId, string stateName, string etag, CancellationToken cancellation = default);
}
