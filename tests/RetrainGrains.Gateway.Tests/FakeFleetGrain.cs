using RetrainGrains.Domain.FleetAlerts;

namespace RetrainGrains.Gateway.Tests;

/// <summary>A fleet that is as a test tells it to be.</summary>
internal sealed class FakeFleetGrain : IFleetGrain
{
    public Func<FleetView> OnDescribe { get; set; } = () => throw new TimeoutException();

    public Task Submit(DriftTest test) => throw new NotSupportedException();

    public Task<FleetView> Describe() => Task.FromResult(OnDescribe());
}
