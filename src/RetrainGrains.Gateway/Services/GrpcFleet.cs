using Grpc.Core;
using RetrainGrains.Gateway.Availability;
using RetrainGrains.Gateway.Mapping;

namespace RetrainGrains.Gateway.Services;

/// <summary>The gRPC service of all models together: which drift people were told of, and what that promises.</summary>
internal sealed class GrpcFleet(GrainCalls calls) : V1.Fleet.FleetBase
{
    public override async Task<V1.FleetStatus> GetStatus(
        V1.GetFleetStatusRequest request, ServerCallContext context) =>
        (await calls.AskFleetAsync(context.CancellationToken)).ToWire();
}
