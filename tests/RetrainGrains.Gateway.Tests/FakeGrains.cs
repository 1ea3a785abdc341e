using System.Collections.Concurrent;
using Orleans;
using Orleans.Runtime;

namespace RetrainGrains.Gateway.Tests;

/// <summary>Model grains by key, made when they are first asked for, the fleet's, and a worker.</summary>
internal sealed class FakeGrains : IGrainFactory
{
    private readonly ConcurrentDictionary<string, FakeModelGrain> models = new();

    public IReadOnlyCollection<string> Woken => [.. models.Keys];

    public FakeFleetGrain Fleet { get; } = new();

    public FakeTrainingWorker Worker { get; } = new();

    public FakeModelGrain Model(string id) => models.GetOrAdd(id, _ => new FakeModelGrain());

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey =>
        (TGrainInterface)(typeof(TGrainInterface) == typeof(IFleetGrain) ? (object)Fleet
            : typeof(TGrainInterface) == typeof(ITrainingWorkerGrain) ? Worker.For(primaryKey)
            : Model(primaryKey));

    public IGrain GetGrain(Type grainInterfaceType, string grainPrimaryKey) => throw new NotSupportedException();

    public TGrainInterface GetGrain<TGrainInterface>(GrainId grainId) where TGrainInterface : IAddressable =>
        throw new NotSupportedException();
}
