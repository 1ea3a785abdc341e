namespace RetrainGrains.Storage;

/// <summary>The store of content-addressed artifacts: the id is the SHA-256 of the bytes, in lower-case hex.</summary>
public interface IArtifactStore
{
    /// <summary>Stores the bytes under their hash; storing the same bytes again only renews their age.</summary>
    Task<string> PutAsync(ReadOnlyMemory<byte> bytes, DateTimeOffset at, CancellationToken cancellation = default);

    /// <summary>
    /// Reads an artifact, or null when it is unknown; throws when the bytes no longer match their hash.
    /// </summary>
    Task<byte[]?> GetAsync(string artifactId, CancellationToken cancellation = default);

    /// <summary>Deletes artifacts last stored before a time that no id in <paramref name="keep"/> names.</summary>
    Task<int> DeleteUnreferencedAsync(
        DateTimeOffset before, IReadOnlySet<string> keep, CancellationToken cancellation = default);
}
