using System.Collections.Concurrent;

namespace RetrainGrains.Orleans.Tests;

/// <summary>Reminders that outlive a silo, as those in PostgreSQL do.</summary>
internal sealed class SharedReminders : IReminderTable
{
    private readonly ConcurrentDictionary<(GrainId, string), ReminderEntry> rows = new();
    private int writes;

    public Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName) =>
        Task.FromResult(rows.GetValueOrDefault((grainId, reminderName)));

    public Task<ReminderTableData> ReadRows(GrainId grainId) => Where(row => row.GrainId == grainId);

    // A range of the ring: after its beginning, up to its end, past zero where the end comes first.
    public Task<ReminderTableData> ReadRows(uint begin, uint end) => Where(row =>
    {
        var at = row.GrainId.GetUniformHashCode();
        return begin < end ? at > begin && at <= end : at > begin || at <= end;
    });

    public Task<string?> UpsertRow(ReminderEntry entry)
    {
        entry.ETag = Interlocked.Increment(ref writes).ToString(System.Globalization.CultureInfo.InvariantCulture);
        rows[(entry.GrainId, entry.ReminderName)] = entry;
        return Task.FromResult<string?>(entry.ETag);
    }

    public Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag) =>
        Task.FromResult(rows.TryRemove((grainId, reminderName), out _));

    public Task TestOnlyClearTable()
    {
        rows.Clear();
        return Task.CompletedTask;
    }

    private Task<ReminderTableData> Where(Func<ReminderEntry, bool> concerns) =>
        Task.FromResult(new ReminderTableData(rows.Values.Where(concerns)));
}
