using Grpc.Core;
using RetrainGrains.Gateway.Failures;
using RetrainGrains.Gateway.Mapping;
using RetrainGrains.Gateway.Outcomes;

namespace RetrainGrains.Gateway.Services;

/// <summary>The service of outcomes and history over the wire.</summary>
internal sealed class GrpcObservations(OutcomeService service) : V1.Observations.ObservationsBase
{
    public override Task<V1.RecordResponse> RecordOutcomes(
        V1.RecordOutcomesRequest request, ServerCallContext context) => RecordOutcomesAsync(request, Call.Of(context));

    public override Task<V1.RecordResponse> ImportHistory(
        V1.ImportHistoryRequest request, ServerCallContext context) => ImportHistoryAsync(request, Call.Of(context));

    public async Task<V1.RecordResponse> RecordOutcomesAsync(V1.RecordOutcomesRequest request, Call call)
    {
        var outcomes = request.Outcomes.Select(RowMapping.ToInput).ToArray();
        return (await service.RecordAsync(request.ModelId, outcomes, call.Cancellation)).OrRefuse().ToWire();
    }

    public async Task<V1.RecordResponse> ImportHistoryAsync(V1.ImportHistoryRequest request, Call call)
    {
        var rows = request.Rows.Select(RowMapping.ToInput).ToArray();
        return (await service.ImportAsync(request.ModelId, rows, call.Cancellation)).OrRefuse().ToWire();
    }
}
