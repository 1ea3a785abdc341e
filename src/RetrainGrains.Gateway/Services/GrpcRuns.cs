using Grpc.Core;

namespace RetrainGrains.Gateway.Services;

/// <summary>
/// The gRPC service of runs and checks: they are read from the store, and runs are cancelled by the model's grain.
/// </summary>
internal sealed class GrpcRuns(RunHistory runs, CheckHistory checks, ModelCommands commands) : V1.Runs.RunsBase
{
    public override Task<V1.ListRunsResponse> List(V1.ListRunsRequest request, ServerCallContext context) =>
        runs.ListAsync(request, Call.Of(context));

    public override Task<V1.Run> Describe(V1.DescribeRunRequest request, ServerCallContext context) =>
        runs.DescribeAsync(request.RunId, Call.Of(context));

    public override Task Watch(
        V1.WatchRunRequest request, IServerStreamWriter<V1.Run> responseStream, ServerCallContext context) =>
        runs.WatchAsync(request.RunId, responseStream, Call.Of(context));

    public override async Task<V1.Run> Cancel(V1.CancelRunRequest request, ServerCallContext context)
    {
        var call = Call.Of(context);
        await commands.CancelAsync(request, call);
        return await runs.DescribeAsync(request.RunId, call);
    }

    public override Task<V1.RunStatistics> GetStatistics(
        V1.RunStatisticsRequest request, ServerCallContext context) =>
        runs.CountAsync(request, Call.Of(context));

    public override Task<V1.ListChecksResponse> ListChecks(V1.ListChecksRequest request, ServerCallContext context) =>
        checks.ListAsync(request, Call.Of(context));

    public override Task<V1.ModelCheck> DescribeCheck(V1.DescribeCheckRequest request, ServerCallContext context) =>
        checks.DescribeAsync(request, Call.Of(context));
}
