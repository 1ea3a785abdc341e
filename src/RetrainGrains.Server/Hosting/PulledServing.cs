using RetrainGrains.Fleet.Contracts;

namespace RetrainGrains.Server.Hosting;

/// <summary>For a silo without a gateway: those elsewhere find a change by themselves, within a second.</summary>
internal sealed class PulledServing : IServingHint
{
    public Task ChangedAsync() => Task.CompletedTask;
}
