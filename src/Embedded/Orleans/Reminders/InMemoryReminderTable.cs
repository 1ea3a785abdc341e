using System.Globalization;

namespace Orleans.Runtime.ReminderService;

/// <summary>A reminder table for tests: it forgets when the process ends.</summary>
public sealed class InMemoryReminderTable : IReminderTable
{
    private const int MostRows = 100_000;

    private readonly Lock gate = new();
    private readonly SortedDictionary<(GrainId Grain, string Name), ReminderEntry> rows = [];
    private long version;

    public Task<ReminderTableData> ReadRows(GrainId grainId) => Read(row => row.GrainId == grainId);

    public Task<ReminderTableData> ReadRows(uint begin, uint end) => Read(row =>
    {
        var hash = row.GrainId.GetUniformHashCode();
        return begin < end ? hash > begin && hash <= end : hash > begin || hash <= end;
    });

    public Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName)
    {
        lock (gate)
            return Task.FromResult(rows.TryGetValue((grainId, reminderName), out var row) ? Copy(row) : null);
    }

    public Task<string?> UpsertRow(ReminderEntry entry)
    {
        lock (gate)
        {
            var key = (entry.GrainId, entry.ReminderName);
            if (rows.Count >= MostRows && !rows.ContainsKey(key))
                throw new LimitExceededException($"The memory reminder table holds {MostRows} rows and takes no more.");
            var row = Copy(entry);
            row.ETag = (++version).ToString(CultureInfo.InvariantCulture);
            rows[key] = row;
            return Task.FromResult<string?>(row.ETag);
        }
    }

    public Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag)
    {
        lock (gate)
        {
            return Task.FromResult(rows.TryGetValue((grainId, reminderName), out var row)
                && row.ETag == eTag
                && rows.Remove((grainId, reminderName)));
        }
    }

    public Task TestOnlyClearTable()
    {
        lock (gate) rows.Clear();
        return Task.CompletedTask;
    }

    private static ReminderEntry Copy(ReminderEntry row) => new()
    {
        GrainId = row.GrainId,
        ReminderName = row.ReminderName,
        StartAt = row.StartAt,
        Period = row.Period,
        ETag = row.ETag,
    };

    private Task<ReminderTableData> Read(Func<ReminderEntry, bool> isWanted)
    {
        lock (gate) return Task.FromResult(new ReminderTableData(rows.Values.Where(isWanted).Select(Copy)));
    }
}
