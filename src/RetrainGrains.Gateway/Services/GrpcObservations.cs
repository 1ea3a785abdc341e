using Grpc.Core;
using RetrainGrains.Gateway.Failures;
using RetrainGrains.Gateway.FileImports;
using RetrainGrains.Gateway.Mapping;
using RetrainGrains.Gateway.Outcomes;
using RetrainGrains.Gateway.Requests;

namespace RetrainGrains.Gateway.Services;

/// <summary>The gRPC service of outcomes and history.</summary>
internal sealed class GrpcObservations(OutcomeService service, RowExports exports, FileImportService files)
    : V1.Observations.ObservationsBase
{
    public override async Task<V1.RecordResponse> RecordOutcomes(
        V1.RecordOutcomesRequest request, ServerCallContext context)
    {
        var unread = UnreadRows.Of(context);
        var outcomes = request.Outcomes.Select((row, i) => row.ToInput() with { Unread = unread?.At(i) }).ToArray();
        return (await service.RecordAsync(request.ModelId, outcomes, context.CancellationToken)).OrRefuse().ToWire();
    }

    public override async Task<V1.RecordResponse> ImportHistory(
        V1.ImportHistoryRequest request, ServerCallContext context)
    {
        var unread = UnreadRows.Of(context);
        var rows = request.Rows.Select((row, i) => row.ToInput() with { Unread = unread?.At(i) }).ToArray();
        return (await service.ImportAsync(request.ModelId, rows, context.CancellationToken)).OrRefuse().ToWire();
    }

    public override Task ExportRows(
        V1.ExportRowsRequest request, IServerStreamWriter<V1.ExportRowsPart> responseStream,
        ServerCallContext context) => exports.ExportAsync(request, responseStream, Call.Of(context));

    public override Task ImportHistoryFile(
        V1.ImportHistoryFileRequest request, IServerStreamWriter<V1.HistoryFileProgress> responseStream,
        ServerCallContext context) => files.ImportAsync(request, responseStream, context.CancellationToken);
}
