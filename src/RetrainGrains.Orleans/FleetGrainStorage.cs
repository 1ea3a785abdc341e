using Orleans.Storage;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Storage;

namespace RetrainGrains.Orleans;

/// <summary>
/// The storage of grain state in the fleet's own database, file or PostgreSQL, beside all else that is decided.
/// </summary>
/// <remarks>
/// Orleans' ADO.NET storage knows no SQLite; with one place for both, moving an installation moves this state as well.
/// </remarks>
internal sealed class FleetGrainStorage(IDatabase database) : IGrainStorage
{
    public const string Name = "fleet";

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var row = await database.GrainState.ReadAsync(grainId.ToString(), stateName);
        grainState.State = row is null ? Activator.CreateInstance<T>() : DomainJson.Read<T>(row.Body);
        (grainState.ETag, grainState.RecordExists) = (row?.ETag, row is not null);
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var written = await database.GrainState.WriteAsync(
            grainId.ToString(), stateName, grainState.ETag, DomainJson.Write(grainState.State));
        if (written is null) throw MovedOn(stateName, grainId);
        (grainState.ETag, grainState.RecordExists) = (written, true);
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var isGone = grainState.ETag is not { } etag
            || await database.GrainState.ClearAsync(grainId.ToString(), stateName, etag);
        if (!isGone) throw MovedOn(stateName, grainId);
        (grainState.State, grainState.ETag, grainState.RecordExists) = (Activator.CreateInstance<T>(), null, false);
    }

    private static InconsistentStateException MovedOn(string stateName, GrainId grainId) =>
        new($"{stateName} of {grainId} has been written by another activation.");
}
