using System.Collections.Concurrent;

namespace RetrainGrains.Gateway.Tests;

/// <summary>A fleet whose actors do what a test tells them to; a model is made when it is first asked for.</summary>
internal sealed class FakeFleet : IFleet
{
    private readonly ConcurrentDictionary<string, FakeModelGrain> models = new();

    public IReadOnlyCollection<string> Activated => [.. models.Keys];

    public FakeFleetGrain Alerts { get; } = new();

    public FakeTrainingWorker Worker { get; } = new();

    public FakeModelGrain Model(string id) => models.GetOrAdd(id, _ => new FakeModelGrain());

    IModelGrain IFleet.Model(string id) => Model(id);

    IFleetGrain IFleet.Alerts => Alerts;

    ITrainingWorkerGrain IFleet.TrainingWorker(string runId, int ordinal) => Worker.For(runId, ordinal);

    IScheduleGrain IFleet.Schedule(int shard) => throw new NotSupportedException();

    ITrainingQueueGrain IFleet.TrainingQueue => throw new NotSupportedException();

    Task IFleet.StartTrainingAsync(TrainingOrder order, string silo) => throw new NotSupportedException();
}
