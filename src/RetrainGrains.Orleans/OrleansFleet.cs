using Orleans.Runtime.Placement;
using RetrainGrains.Fleet;
using RetrainGrains.Fleet.Contracts;

namespace RetrainGrains.Orleans;

/// <summary>The fleet's actors on Orleans.</summary>
internal sealed class OrleansFleet(IGrainFactory grains) : IFleet
{
    public ITrainingQueueGrain TrainingQueue => grains.GetGrain<ITrainingQueueGrain>(ITrainingQueueGrain.Key);

    public IFleetGrain Alerts => grains.GetGrain<IFleetGrain>(IFleetGrain.Key);

    public IModelGrain Model(string id) => grains.GetGrain<IModelGrain>(id);

    public IScheduleGrain Schedule(int shard) => grains.GetGrain<IScheduleGrain>(Shards.Key(shard));

    public ITrainingWorkerGrain TrainingWorker(string runId, int ordinal) =>
        grains.GetGrain<ITrainingWorkerGrain>(ITrainingWorkerGrain.KeyOf(runId, ordinal));

    // What an asynchronous method sets of the request's context ends with it: no later call goes by this hint.
    public async Task StartTrainingAsync(TrainingOrder order, string silo)
    {
        RequestContext.Set(IPlacementDirector.PlacementHintKey, SiloAddress.FromParsableString(silo));
        await TrainingWorker(order.RunId, order.Ordinal).Start(order);
    }
}
