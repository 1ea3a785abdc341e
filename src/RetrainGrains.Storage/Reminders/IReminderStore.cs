namespace RetrainGrains.Storage;

/// <summary>A durable reminder.</summary>
public sealed record ReminderRow(string GrainId, string Name, DateTimeOffset StartAt, TimeSpan Period, string ETag);

/// <summary>Reminders behind Orleans' reminder table.</summary>
public interface IReminderStore
{
    /// <summary>The reminders of one grain, or (null) of all.</summary>
    Task<IReadOnlyList<ReminderRow>> ListAsync(string? grainId, CancellationToken cancellation = default);

    /// <summary>Inserts or replaces; returns the new tag.</summary>
    Task<string> UpsertAsync(
        string grainId, string name, DateTimeOffset startAt, TimeSpan period, CancellationToken cancellation = default);

    /// <summary>Removes when the tag matches (null: whatever the tag); false when nothing was removed.</summary>
    Task<bool> RemoveAsync(string grainId, string name, string? etag, CancellationToken cancellation = default);
}
