using Grpc.Core;
using RetrainGrains.Gateway.Availability;
using RetrainGrains.Gateway.Mapping;

namespace RetrainGrains.Gateway.Services;

/// <summary>The gRPC service of all models: which drift people were told of, and what is asked of each.</summary>
internal sealed class GrpcFleet(GrainCalls calls, FleetCommands commands) : V1.Fleet.FleetBase
{
    public override async Task<V1.FleetStatus> GetStatus(
        V1.GetFleetStatusRequest request, ServerCallContext context) =>
        (await calls.AskFleetAsync(context.CancellationToken)).ToWire();

    public override Task CheckAll(
        V1.CheckAllRequest request, IServerStreamWriter<V1.FleetAnswer> responseStream, ServerCallContext context) =>
        commands.CheckAsync(request, responseStream, Call.Of(context));

    public override Task TriggerAll(
        V1.TriggerAllRequest request, IServerStreamWriter<V1.FleetAnswer> responseStream, ServerCallContext context) =>
        commands.TriggerAsync(request, responseStream, Call.Of(context));
}
