namespace RetrainGrains.Storage;

/// <summary>State of a grain that is not a model, with the tag that guards its next write.</summary>
public sealed record GrainStateRow(string Body, string ETag);

/// <summary>Grain state behind Orleans' storage interface.</summary>
public interface IGrainStateStore
{
    Task<GrainStateRow?> ReadAsync(string grainId, string stateName, CancellationToken cancellation = default);

    /// <summary>Writes when the stored tag equals <paramref name="etag"/> (null: no row yet); null on a mismatch.</summary>
    Task<string?> WriteAsync(
        string grainId, string stateName, string? etag, string body, CancellationToken cancellation = default);

    Task<bool> ClearAsync(string grainId, string stateName, string etag, CancellationToken cancellation = default);
}

/// <summary>A durable reminder.</summary>
public sealed record ReminderRow(string GrainId, string Name, DateTimeOffset StartAt, TimeSpan Period, string ETag);

/// <summary>Reminders behind Orleans' reminder table.</summary>
public interface IReminderStore
{
    Task<IReadOnlyList<ReminderRow>> ListAsync(string? grainId, CancellationToken cancellation = default);

    /// <summary>Inserts or replaces; returns the new tag.</summary>
    Task<string> UpsertAsync(
        string grainId, string name, DateTimeOffset startAt, TimeSpan period, CancellationToken cancellation = default);

    Task<bool> RemoveAsync(string grainId, string name, string? etag, CancellationToken cancellation = default);
}
