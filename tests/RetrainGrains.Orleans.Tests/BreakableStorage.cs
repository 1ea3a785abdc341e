using Orleans.Storage;

namespace RetrainGrains.Orleans.Tests;

/// <summary>The fleet's grain storage, whose next write can be lost on its way.</summary>
internal sealed class BreakableStorage
{
    public bool LosesNextWrite { get; set; }

    public IGrainStorage Over(IGrainStorage storage) => new Line(this, storage);

    private sealed class Line(BreakableStorage owner, IGrainStorage storage) : IGrainStorage
    {
        public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
            storage.ReadStateAsync(stateName, grainId, grainState);

        public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            if (!owner.LosesNextWrite) return storage.WriteStateAsync(stateName, grainId, grainState);
            owner.LosesNextWrite = false;
            throw new DatabaseAwayException(new IOException("the connection broke"));
        }

        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
            storage.ClearStateAsync(stateName, grainId, grainState);
    }
}
