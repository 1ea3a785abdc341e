using System.Runtime.CompilerServices;
using Google.Protobuf.WellKnownTypes;

namespace RetrainGrains.Client;

public sealed partial class RetrainClient
{
    /// <summary>
    /// Lists runs, newest first, of one model, of the models of one type, or of all; pages are fetched as they are
    /// needed.
    /// </summary>
    public async IAsyncEnumerable<V1.Run> RunsAsync(
        string modelId = "", string modelType = "", V1.RunState state = V1.RunState.Unspecified, string cause = "",
        DateTimeOffset? from = null, DateTimeOffset? to = null,
        [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var request = new V1.ListRunsRequest
        {
            ModelId = modelId,
            ModelType = modelType,
            State = state,
            Cause = cause,
            From = Time(from),
            To = Time(to),
            PageSize = PageMax,
        };
        do
        {
            var page = await CallAsync(Runs.ListAsync, request, cancellation);
            foreach (var run in page.Runs) yield return run;
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
    }

    /// <summary>Describes one run with its steps, challengers and verdicts.</summary>
    public Task<V1.Run> DescribeRunAsync(string runId, CancellationToken cancellation = default) =>
        CallAsync(Runs.DescribeAsync, new V1.DescribeRunRequest { RunId = runId }, cancellation);

    /// <summary>Follows a run until it has ended: as it is now, then whenever something of it has changed.</summary>
    public async IAsyncEnumerable<V1.Run> WatchRunAsync(
        string runId, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        using var call = Runs.Watch(new V1.WatchRunRequest { RunId = runId }, cancellationToken: cancellation);
        while (await NextAsync(call.ResponseStream, cancellation)) yield return call.ResponseStream.Current;
    }

    /// <summary>Ends a run in flight without a result; the champion goes on serving.</summary>
    public Task<V1.Run> CancelRunAsync(
        string runId, string reason = "", string? requestId = null, CancellationToken cancellation = default) =>
        CallAsync(
            Runs.CancelAsync,
            new V1.CancelRunRequest { RunId = runId, Reason = reason, RequestId = Id(requestId) }, cancellation);

    /// <summary>Counts runs: of one model, of the models of one type, or of all.</summary>
    public Task<V1.RunStatistics> RunStatisticsAsync(
        string modelId = "", string modelType = "", DateTimeOffset? from = null, DateTimeOffset? to = null,
        CancellationToken cancellation = default) => CallAsync(
            Runs.GetStatisticsAsync,
            new V1.RunStatisticsRequest
            {
                ModelId = modelId, ModelType = modelType, From = Time(from), To = Time(to),
            },
            cancellation);

    /// <summary>Lists a model's checks, newest first; pages are fetched as they are needed.</summary>
    public async IAsyncEnumerable<V1.ModelCheck> ChecksAsync(
        string modelId, V1.CheckDecision decision = V1.CheckDecision.Unspecified, DateTimeOffset? from = null,
        DateTimeOffset? to = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var request = new V1.ListChecksRequest
        {
            ModelId = modelId, Decision = decision, From = Time(from), To = Time(to), PageSize = PageMax,
        };
        do
        {
            var page = await CallAsync(Runs.ListChecksAsync, request, cancellation);
            foreach (var check in page.Checks) yield return check;
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
    }

    /// <summary>Describes one check with all of its signals, quiet ones too.</summary>
    public Task<V1.ModelCheck> DescribeCheckAsync(
        string modelId, string checkId, CancellationToken cancellation = default) => CallAsync(
            Runs.DescribeCheckAsync, new V1.DescribeCheckRequest { ModelId = modelId, CheckId = checkId },
            cancellation);

    private static Timestamp? Time(DateTimeOffset? at) => at is { } time ? Timestamp.FromDateTimeOffset(time) : null;
}
