namespace RetrainGrains.Storage;

/// <summary>What serves a model now: <paramref name="Plan"/> is the serving plan (schema, members, split) as JSON.</summary>
public sealed record ServingRow(string ModelId, string Version, string ArtifactId, string Plan);

/// <summary>A serving row with the place of its last change in the order of all changes.</summary>
public sealed record ServingChange(long Epoch, long Revision, ServingRow Row);

/// <summary>The table that every gateway follows: «what changed since epoch N» is one cheap indexed query.</summary>
public interface IServingStore
{
    Task<IReadOnlyList<ServingChange>> ChangedSinceAsync(
        long epoch, int limit, CancellationToken cancellation = default);
}

/// <summary>Content-addressed artifacts: the id is the SHA-256 of the bytes, in lower-case hex.</summary>
public interface IArtifactStore
{
    /// <summary>Stores the bytes under their hash; storing the same bytes again changes nothing.</summary>
    Task<string> PutAsync(ReadOnlyMemory<byte> bytes, DateTimeOffset at, CancellationToken cancellation = default);

    /// <summary>Null when unknown; throws when the bytes no longer match their hash.</summary>
    Task<byte[]?> GetAsync(string artifactId, CancellationToken cancellation = default);

    /// <summary>Deletes artifacts created before a time that no id in <paramref name="keep"/> names.</summary>
    Task<int> DeleteUnreferencedAsync(
        DateTimeOffset before, IReadOnlySet<string> keep, CancellationToken cancellation = default);
}
