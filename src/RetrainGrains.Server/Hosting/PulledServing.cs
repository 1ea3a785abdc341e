using RetrainGrains.Fleet.Contracts;

namespace RetrainGrains.Server.Hosting;

/// <summary>
/// A hint for a silo without a gateway, which tells nobody: gateways elsewhere find a change by themselves, within a
/// second.
/// </summary>
internal sealed class PulledServing : IServingHint
{
    public Task ChangedAsync() => Task.CompletedTask;
}
