using Orleans.Concurrency;
using RetrainGrains.Domain.FleetAlerts;

namespace RetrainGrains.Fleet.Contracts;

/// <summary>
/// Decides which drift people hear of, over all models together; there is one, with the key <see cref="Key"/>.
/// </summary>
public interface IFleetGrain : IGrainWithStringKey
{
    const string Key = "fleet";

    /// <summary>
    /// A model's drift, or its end. When this returns, what follows from it is stored and people have been told;
    /// submitting it again changes nothing, and tells what was cut off.
    /// </summary>
    Task Submit(DriftTest test);

    [ReadOnly]
    Task<FleetView> Describe();
}

/// <summary>The fleet's alerts as they are now, what they promise, and how many models they are taken over.</summary>
public sealed record FleetView(FleetAlertOptions Options, long Models, FleetAlertState Alerts);
