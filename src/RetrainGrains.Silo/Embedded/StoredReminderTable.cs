using Orleans.Runtime;

namespace RetrainGrains.Silo.Embedded;

/// <summary>Reminders in the project's own database.</summary>
public sealed class StoredReminderTable(IReminderStore reminders) : IReminderTable
{
    public async Task<ReminderTableData> ReadRows(GrainId grainId) =>
        new((await reminders.ListAsync(grainId.ToString())).Select(ToEntry));

    public async Task<ReminderTableData> ReadRows(uint begin, uint end) =>
        new((await reminders.ListAsync(null)).Select(ToEntry)
            .Where(entry => IsWithin(entry.GrainId.GetUniformHashCode(), begin, end)));

    public async Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName) =>
        (await reminders.ListAsync(grainId.ToString()))
            .Where(row => row.Name == reminderName).Select(ToEntry).FirstOrDefault();

    public async Task<string?> UpsertRow(ReminderEntry entry) => await reminders.UpsertAsync(
        entry.GrainId.ToString(), entry.ReminderName, new DateTimeOffset(entry.StartAt, TimeSpan.Zero), entry.Period);

    public Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag) =>
        reminders.RemoveAsync(grainId.ToString(), reminderName, eTag);

    public async Task TestOnlyClearTable()
    {
        foreach (var row in await reminders.ListAsync(null)) await reminders.RemoveAsync(row.GrainId, row.Name, null);
    }

    private static bool IsWithin(uint hash, uint begin, uint end) =>
        begin < end ? hash > begin && hash <= end : hash > begin || hash <= end;

    private static ReminderEntry ToEntry(ReminderRow row) => new()
    {
        GrainId = GrainId.Parse(row.GrainId),
        ReminderName = row.Name,
        StartAt = row.StartAt.UtcDateTime,
        Period = row.Period,
        ETag = row.ETag,
    };
}
