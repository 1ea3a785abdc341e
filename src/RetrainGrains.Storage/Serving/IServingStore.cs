namespace RetrainGrains.Storage;

/// <summary>
/// The version that serves a model now: <paramref name="Plan"/> is the plan (schema, members, split) as JSON.
/// </summary>
public sealed record ServingRow(string ModelId, string Version, string ArtifactId, string Plan);

/// <summary>A serving row with the place of its last change in the order of all changes.</summary>
public sealed record ServingChange(long Epoch, long Revision, ServingRow Row);

/// <summary>The table that every gateway follows: «what changed since epoch N» is one cheap indexed query.</summary>
public interface IServingStore
{
    /// <summary>
    /// Lists the rows whose last change is after <paramref name="epoch"/>, in epoch order. Epochs become visible in
    /// order and may have gaps: following the largest one seen misses nothing.
    /// </summary>
    Task<IReadOnlyList<ServingChange>> ChangedSinceAsync(
        long epoch, int limit, CancellationToken cancellation = default);
}
