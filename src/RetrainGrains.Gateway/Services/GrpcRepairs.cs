using Grpc.Core;

namespace RetrainGrains.Gateway.Services;

/// <summary>The gRPC service of repairs of facts.</summary>
internal sealed class GrpcRepairs(RepairCommands commands) : V1.Repairs.RepairsBase
{
    public override Task<V1.Repair> CorrectOutcomes(V1.CorrectOutcomesRequest request, ServerCallContext context) =>
        commands.CorrectAsync(request, Call.Of(context));

    public override Task<V1.Repair> WithdrawObservations(
        V1.WithdrawObservationsRequest request, ServerCallContext context) =>
        commands.WithdrawAsync(request, Call.Of(context));

    public override Task<V1.Repair> EraseEntity(V1.EraseEntityRequest request, ServerCallContext context) =>
        commands.EraseAsync(request, Call.Of(context));

    public override Task<V1.Repair> GetRepair(V1.GetRepairRequest request, ServerCallContext context) =>
        commands.DescribeAsync(request, Call.Of(context));
}
