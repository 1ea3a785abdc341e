using System.Globalization;
using System.Text.Json;
using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>Grain storage for tests. It keeps serialised copies, as a real storage does.</summary>
public sealed class MemoryGrainStorage : IGrainStorage
{
    private const int MostRecords = 1_000_000;

    private readonly Lock gate = new();
    private readonly Dictionary<(string, GrainId), Record> records = [];
    private long version;

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        lock (gate)
        {
            var record = records.GetValueOrDefault((stateName, grainId));
            grainState.RecordExists = record is not null;
            grainState.ETag = record?.ETag;
            if (record is not null) grainState.State = JsonSerializer.Deserialize<T>(record.Json);
            return Task.CompletedTask;
        }
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        lock (gate)
        {
            CheckETag(stateName, grainId, grainState);
            if (records.Count >= MostRecords && !records.ContainsKey((stateName, grainId)))
                throw new LimitExceededException($"Memory grain storage is full: it holds {MostRecords} records.");
            var eTag = (++version).ToString(CultureInfo.InvariantCulture);
            records[(stateName, grainId)] = new(eTag, JsonSerializer.SerializeToUtf8Bytes(grainState.State));
            grainState.ETag = eTag;
            grainState.RecordExists = true;
            return Task.CompletedTask;
        }
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        lock (gate)
        {
            CheckETag(stateName, grainId, grainState);
            records.Remove((stateName, grainId));
            grainState.ETag = null;
            grainState.RecordExists = false;
            return Task.CompletedTask;
        }
    }

    private void CheckETag<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var stored = records.GetValueOrDefault((stateName, grainId))?.ETag;
        if (stored == grainState.ETag) return;
        throw new InconsistentStateException(
            $"State \"{stateName}\" of {grainId} has changed in storage.", stored, grainState.ETag);
    }

    private sealed record Record(string ETag, byte[] Json);
}
