using RetrainGrains.Fleet.Contracts;

namespace RetrainGrains.Fleet;

/// <summary>The actors of a fleet, by what they do.</summary>
/// <remarks>
/// A call that did not get through, or whose answer was lost, fails with a <see cref="FleetUnavailableException"/>, one
/// that was turned away with a <see cref="FleetBusyException"/>, one without an answer in time with a
/// <see cref="TimeoutException"/>, under every runtime.
/// </remarks>
public interface IFleet
{
    IModelGrain Model(string id);

    IScheduleGrain Schedule(int shard);

    ITrainingQueueGrain TrainingQueue { get; }

    ITrainingWorkerGrain TrainingWorker(string runId, int ordinal);

    IFleetGrain Alerts { get; }

    /// <summary>Starts a training on a silo; elsewhere when that one is gone.</summary>
    Task StartTrainingAsync(TrainingOrder order, string silo);
}

/// <summary>An actor could not be reached, or its answer was lost: what it was asked may have been done.</summary>
public sealed class FleetUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>An actor has too many calls waiting, and took no further one.</summary>
public sealed class FleetBusyException(string message, Exception? inner = null) : Exception(message, inner);
