using System.Runtime.CompilerServices;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace RetrainGrains.Client;

/// <summary>A connection to a server; threads may share it.</summary>
/// <remarks>
/// While the server is away or has too much to do, a call is repeated with growing pauses until its time is over. That
/// is safe: a command is repeated under one request id, a prediction under one id and time, and the server carries out
/// each once. Failures are a <see cref="RetrainException"/>.
/// </remarks>
public sealed partial class RetrainClient : IDisposable
{
    /// <summary>The most rows of one request; more are sent as several.</summary>
    public const int BatchRowsMax = 10_000;

    private const int PageMax = 1_000;

    private readonly Connection connection;
    private readonly TimeSpan timeout;

    public RetrainClient(RetrainClientOptions? options = null)
    {
        options ??= RetrainClientOptions.FromEnvironment();
        if (options.Url.Scheme is not ("http" or "https"))
            throw new ArgumentException($"Url is {options.Url}; it must begin with http:// or https://.");
        if (options.Timeout <= TimeSpan.Zero)
            throw new ArgumentException($"Timeout is {options.Timeout}; it must be above zero.");
        (connection, timeout) = (new Connection(options), options.Timeout);
        var invoker = connection.Invoker;
        Models = new(invoker);
        Policies = new(invoker);
        Predictions = new(invoker);
        Observations = new(invoker);
        Runs = new(invoker);
        Fleet = new(invoker);
        Tokens = new(invoker);
        SelfTests = new(invoker);
    }

    /// <summary>
    /// The calls themselves, for all that the methods here do not say; they repeat, but have no deadline.
    /// </summary>
    public V1.Models.ModelsClient Models { get; }
    public V1.Policies.PoliciesClient Policies { get; }
    public V1.Predictions.PredictionsClient Predictions { get; }
    public V1.Observations.ObservationsClient Observations { get; }
    public V1.Runs.RunsClient Runs { get; }
    public V1.Fleet.FleetClient Fleet { get; }
    public V1.Tokens.TokensClient Tokens { get; }
    public V1.SelfTests.SelfTestsClient SelfTests { get; }

    /// <summary>Closes the connection; calls that are under way fail.</summary>
    public void Dispose() => connection.Dispose();

    /// <summary>Predicts one row; see <see cref="Rows"/> for how to make one.</summary>
    public Task<V1.PredictResponse> PredictAsync(
        string modelId, V1.PredictionRow row, CancellationToken cancellation = default) => CallAsync(
            Predictions.PredictAsync, new V1.PredictRequest { ModelId = modelId, Row = row }, cancellation);

    /// <summary>
    /// Predicts many rows, <see cref="BatchRowsMax"/> at a time; each answer names the one version that made it, with
    /// the predictions in the order of the rows.
    /// </summary>
    public async Task<IReadOnlyList<V1.PredictBatchResponse>> PredictAsync(
        string modelId, IEnumerable<V1.PredictionRow> rows, CancellationToken cancellation = default)
    {
        var answers = new List<V1.PredictBatchResponse>();
        foreach (var batch in rows.Chunk(BatchRowsMax))
        {
            answers.Add(await CallAsync(
                Predictions.PredictBatchAsync, new V1.PredictBatchRequest { ModelId = modelId, Rows = { batch } },
                cancellation));
        }
        return answers;
    }

    /// <summary>
    /// Predicts rows as they come, batch by batch on one stream; answers come in the order of the batches. A stream
    /// that was lost is not opened again: predict what has no answer once more, under the same ids.
    /// </summary>
    public async IAsyncEnumerable<V1.PredictBatchResponse> PredictAsync(
        string modelId, IAsyncEnumerable<IReadOnlyCollection<V1.PredictionRow>> batches,
        [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var call = Predictions.PredictStream(cancellationToken: stop.Token);
        var sending = SendAsync(call.RequestStream, modelId, batches, stop.Token);
        try
        {
            while (await NextAsync(call.ResponseStream, stop.Token)) yield return call.ResponseStream.Current;
            await sending;
        }
        finally
        {
            await stop.CancelAsync();
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Says what each feature adds to predictions, of at most 100 rows.</summary>
    public Task<V1.ExplainResponse> ExplainAsync(
        string modelId, IEnumerable<V1.ExplanationRow> rows, CancellationToken cancellation = default) => CallAsync(
            Predictions.ExplainAsync, new V1.ExplainRequest { ModelId = modelId, Rows = { rows } }, cancellation);

    /// <summary>
    /// Records what came true, in batches; the statuses are in the order of the outcomes, and the reasons say why some
    /// were not stored. A missing outcome is refused and never stored as a number; the others of its batch are stored.
    /// </summary>
    public Task<V1.RecordResponse> RecordOutcomesAsync(
        string modelId, IEnumerable<V1.Outcome> outcomes, CancellationToken cancellation = default) => InBatchesAsync(
            outcomes, batch => new V1.RecordOutcomesRequest { ModelId = modelId, Outcomes = { batch } },
            Observations.RecordOutcomesAsync, cancellation);

    /// <summary>Imports whole rows from before the server knew the model, in batches.</summary>
    public Task<V1.RecordResponse> ImportHistoryAsync(
        string modelId, IEnumerable<V1.HistoryRow> rows, CancellationToken cancellation = default) => InBatchesAsync(
            rows, batch => new V1.ImportHistoryRequest { ModelId = modelId, Rows = { batch } },
            Observations.ImportHistoryAsync, cancellation);

    /// <summary>
    /// Lets the server import a file of its own, of any length, as a source file says, and tells how far it is until it
    /// has finished. A stream that was lost is opened again, and the server goes on where it was.
    /// </summary>
    public async IAsyncEnumerable<V1.HistoryFileProgress> ImportHistoryFileAsync(
        string modelId, string path, string sourceJson,
        [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var source = Struct.Parser.ParseJson(sourceJson);
        var request = new V1.ImportHistoryFileRequest { ModelId = modelId, Path = path, Source = source };
        while (true)
        {
            using var call = Observations.ImportHistoryFile(request, cancellationToken: cancellation);
            while (await HasNextAsync(call.ResponseStream, cancellation))
            {
                yield return call.ResponseStream.Current;
                if (call.ResponseStream.Current.Finished) yield break;
            }
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, cancellation);
        }
    }

    private async Task<V1.RecordResponse> InBatchesAsync<TRow, TRequest>(
        IEnumerable<TRow> rows, Func<TRow[], TRequest> request,
        Func<TRequest, CallOptions, AsyncUnaryCall<V1.RecordResponse>> call, CancellationToken cancellation)
    {
        var all = new V1.RecordResponse();
        foreach (var batch in rows.Chunk(BatchRowsMax))
        {
            var recorded = await CallAsync(call, request(batch), cancellation);
            // The server counts from the first row of a batch, the caller from the first of all.
            foreach (var reason in recorded.Reasons) reason.Row += all.Statuses.Count;
            all.Reasons.Add(recorded.Reasons);
            all.Statuses.Add(recorded.Statuses);
            all.Stored += recorded.Stored;
            all.Refused += recorded.Refused;
        }
        return all;
    }

    private async Task<TAnswer> CallAsync<TRequest, TAnswer>(
        Func<TRequest, CallOptions, AsyncUnaryCall<TAnswer>> call, TRequest request, CancellationToken cancellation)
    {
        var options = new CallOptions(
            deadline: TimeProvider.System.GetUtcNow().Add(timeout).UtcDateTime, cancellationToken: cancellation);
        try
        {
            using var called = call(request, options);
            return await called.ResponseAsync;
        }
        catch (RpcException error)
        {
            throw Explained(error, cancellation);
        }
    }

    private static async Task SendAsync(
        IClientStreamWriter<V1.PredictBatchRequest> requests, string modelId,
        IAsyncEnumerable<IReadOnlyCollection<V1.PredictionRow>> batches, CancellationToken cancellation)
    {
        await foreach (var batch in batches.WithCancellation(cancellation))
            await requests.WriteAsync(new V1.PredictBatchRequest { ModelId = modelId, Rows = { batch } }, cancellation);
        await requests.CompleteAsync();
    }

    private static async Task<bool> NextAsync<T>(IAsyncStreamReader<T> answers, CancellationToken cancellation)
    {
        try
        {
            return await answers.MoveNext(cancellation);
        }
        catch (RpcException error)
        {
            throw Explained(error, cancellation);
        }
    }

    private static Exception Explained(RpcException error, CancellationToken cancellation) =>
        error.StatusCode == StatusCode.Cancelled && cancellation.IsCancellationRequested
            ? new OperationCanceledException(error.Message, error, cancellation)
            : new RetrainException(error);

    private static Struct ToStruct(string json) => Struct.Parser.ParseJson(json);

    // Made before the first try, so that all of them are the same command.
    private static string Id(string? requestId) => requestId ?? Rows.NewId();
}
