using Grpc.Core;

namespace RetrainGrains.Gateway.Services;

/// <summary>The gRPC service of models: commands go to the model's grain, lists come from the store.</summary>
internal sealed class GrpcModels(ModelCommands commands, ModelQueries queries, ModelExports exports)
    : V1.Models.ModelsBase
{
    public override Task<V1.Model> Register(V1.RegisterRequest request, ServerCallContext context) =>
        commands.RegisterAsync(request, Call.Of(context));

    public override Task<V1.Model> Describe(V1.DescribeRequest request, ServerCallContext context) =>
        commands.DescribeAsync(request, Call.Of(context));

    public override Task<V1.ListResponse> List(V1.ListRequest request, ServerCallContext context) =>
        queries.ListAsync(request, Call.Of(context));

    public override Task<V1.CheckResponse> Check(V1.CheckRequest request, ServerCallContext context) =>
        commands.CheckAsync(request, Call.Of(context));

    public override Task<V1.TriggerResponse> Trigger(V1.TriggerRequest request, ServerCallContext context) =>
        commands.TriggerAsync(request, Call.Of(context));

    public override Task<V1.Model> Promote(V1.PromoteRequest request, ServerCallContext context) =>
        commands.PromoteAsync(request, Call.Of(context));

    public override Task<V1.Model> Import(V1.ImportRequest request, ServerCallContext context) =>
        commands.ImportAsync(request, Call.Of(context));

    public override Task Export(
        V1.ExportRequest request, IServerStreamWriter<V1.ExportPart> responseStream, ServerCallContext context) =>
        exports.ExportAsync(request, responseStream, Call.Of(context));

    public override Task<V1.Model> ChangeSchema(V1.ChangeSchemaRequest request, ServerCallContext context) =>
        commands.ChangeSchemaAsync(request, Call.Of(context));

    public override Task<V1.Model> RetireCandidate(
        V1.RetireCandidateRequest request, ServerCallContext context) =>
        commands.RetireAsync(request, Call.Of(context));

    public override Task<V1.Model> Rollback(V1.RollbackRequest request, ServerCallContext context) =>
        commands.RollbackAsync(request, Call.Of(context));

    public override Task<V1.HistoryResponse> History(V1.HistoryRequest request, ServerCallContext context) =>
        queries.HistoryAsync(request, Call.Of(context));

    public override Task Watch(
        V1.WatchRequest request, IServerStreamWriter<V1.LedgerEntry> responseStream, ServerCallContext context) =>
        queries.WatchAsync(request, responseStream, Call.Of(context));
}
