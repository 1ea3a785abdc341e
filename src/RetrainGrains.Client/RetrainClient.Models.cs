using System.Runtime.CompilerServices;
using Google.Protobuf;
using Grpc.Core;

namespace RetrainGrains.Client;

public sealed partial class RetrainClient
{
    /// <summary>Registers a model; a policy as JSON overrides the preset where it speaks.</summary>
    public Task<V1.Model> RegisterAsync(
        string modelId, string modelType, V1.Schema schema, string? policyJson = null, string preset = "",
        ulong seed = 0, string? requestId = null, CancellationToken cancellation = default) => CallAsync(
            Models.RegisterAsync,
            new V1.RegisterRequest
            {
                ModelId = modelId,
                ModelType = modelType,
                Schema = schema,
                Preset = preset,
                Policy = policyJson is null ? null : ToStruct(policyJson),
                Seed = seed,
                RequestId = Id(requestId),
            },
            cancellation);

    /// <summary>Describes one model whole.</summary>
    public Task<V1.Model> DescribeAsync(string modelId, CancellationToken cancellation = default) =>
        CallAsync(Models.DescribeAsync, new V1.DescribeRequest { ModelId = modelId }, cancellation);

    /// <summary>Lists all models in the order of their ids; pages are fetched as they are needed.</summary>
    public async IAsyncEnumerable<V1.Model> ListAsync(
        [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var token = "";
        do
        {
            var request = new V1.ListRequest { PageSize = PageMax, PageToken = token };
            var page = await CallAsync(Models.ListAsync, request, cancellation);
            foreach (var model in page.Models) yield return model;
            token = page.NextPageToken;
        }
        while (token.Length > 0);
    }

    /// <summary>
    /// Lets a model look and decide now; with <paramref name="dryRun"/> nothing is started or stored.
    /// </summary>
    public Task<V1.CheckResponse> CheckAsync(
        string modelId, bool dryRun = false, string? requestId = null, CancellationToken cancellation = default) =>
        CallAsync(
            Models.CheckAsync,
            new V1.CheckRequest { ModelId = modelId, DryRun = dryRun, RequestId = Id(requestId) }, cancellation);

    /// <summary>
    /// Asks for a retraining. <paramref name="force"/> ignores that the newest data are old;
    /// <paramref name="emergency"/> overrides cooldown, budget, breaker and queue order.
    /// </summary>
    public Task<V1.TriggerResponse> TriggerAsync(
        string modelId, string reason = "", bool force = false, bool emergency = false, string? requestId = null,
        V1.TriggerSeverity severity = V1.TriggerSeverity.Unspecified, CancellationToken cancellation = default) =>
        CallAsync(
            Models.TriggerAsync,
            new V1.TriggerRequest
            {
                ModelId = modelId,
                Reason = reason,
                Force = force,
                Emergency = emergency,
                Severity = severity,
                RequestId = Id(requestId),
            },
            cancellation);

    /// <summary>Puts a version into service: a candidate by its recipe's name, or an earlier champion.</summary>
    public Task<V1.Model> PromoteAsync(
        string modelId, string candidate, string reason = "", long expectedRevision = 0, string? requestId = null,
        CancellationToken cancellation = default) => CallAsync(
            Models.PromoteAsync,
            new V1.PromoteRequest
            {
                ModelId = modelId,
                Candidate = candidate,
                Reason = reason,
                ExpectedRevision = expectedRevision,
                RequestId = Id(requestId),
            },
            cancellation);

    /// <summary>
    /// Keeps a candidate out, by its recipe's name: it neither serves nor is trained; with
    /// <paramref name="restore"/> it is let in again.
    /// </summary>
    public Task<V1.Model> RetireCandidateAsync(
        string modelId, string candidate, string reason = "", bool restore = false, long expectedRevision = 0,
        string? requestId = null, CancellationToken cancellation = default) => CallAsync(
            Models.RetireCandidateAsync,
            new V1.RetireCandidateRequest
            {
                ModelId = modelId,
                Candidate = candidate,
                Restore = restore,
                Reason = reason,
                ExpectedRevision = expectedRevision,
                RequestId = Id(requestId),
            },
            cancellation);

    /// <summary>Returns to an earlier champion; to the one before when no version is named.</summary>
    public Task<V1.Model> RollBackAsync(
        string modelId, string version = "", string reason = "", long expectedRevision = 0, string? requestId = null,
        CancellationToken cancellation = default) => CallAsync(
            Models.RollbackAsync,
            new V1.RollbackRequest
            {
                ModelId = modelId,
                Version = version,
                Reason = reason,
                ExpectedRevision = expectedRevision,
                RequestId = Id(requestId),
            },
            cancellation);

    /// <summary>
    /// Puts a model of XGBoost or LightGBM, as it was saved, into service. Where it predicts otherwise here than
    /// <paramref name="checks"/> expect, it is refused; the answer's report says what was read of the file.
    /// </summary>
    public Task<V1.Model> ImportModelAsync(
        string modelId, ReadOnlyMemory<byte> content, V1.ImportFormat format = V1.ImportFormat.Auto,
        string reason = "", string? requestId = null, IEnumerable<V1.ImportCheck>? checks = null,
        CancellationToken cancellation = default) => CallAsync(
            Models.ImportAsync,
            new V1.ImportRequest
            {
                ModelId = modelId,
                Content = ByteString.CopyFrom(content.Span),
                Format = format,
                Reason = reason,
                Checks = { checks ?? [] },
                RequestId = Id(requestId),
            },
            cancellation);

    /// <summary>
    /// Exports a version, the champion where none is named, as a file that XGBoost or ONNX Runtime reads; the report
    /// says what is in it and what it lacks.
    /// </summary>
    public async Task<(ReadOnlyMemory<byte> Content, V1.ExportReport Report)> ExportModelAsync(
        string modelId, V1.ExportFormat format, string version = "", CancellationToken cancellation = default)
    {
        var request = new V1.ExportRequest { ModelId = modelId, Format = format, Version = version };
        using var call = Models.Export(request, cancellationToken: cancellation);
        var content = new MemoryStream();
        V1.ExportReport? report = null;
        while (await NextAsync(call.ResponseStream, cancellation))
        {
            report ??= call.ResponseStream.Current.Report;
            call.ResponseStream.Current.Content.WriteTo(content);
        }
        return (content.GetBuffer().AsMemory(0, (int)content.Length), report!);
    }

    /// <summary>
    /// Exports rows with their predictions and outcomes into a stream, as the request says: the format, and the times
    /// and the version where only some are wanted. The report counts them and names the columns; without it the file
    /// would be cut off, which is an exception.
    /// </summary>
    public async Task<V1.ExportRowsReport> ExportRowsAsync(
        V1.ExportRowsRequest request, Stream file, CancellationToken cancellation = default)
    {
        using var call = Observations.ExportRows(request, cancellationToken: cancellation);
        while (await NextAsync(call.ResponseStream, cancellation))
        {
            await file.WriteAsync(call.ResponseStream.Current.Content.Memory, cancellation);
            if (call.ResponseStream.Current.Report is { } report) return report;
        }
        throw new InvalidDataException("The server ended before the file was whole; export it again.");
    }

    /// <summary>
    /// Lets a model's schema grow while it serves: the change names what is added, renamed and retired; a request id is
    /// made where it has none.
    /// </summary>
    public Task<V1.Model> ChangeSchemaAsync(
        string modelId, V1.ChangeSchemaRequest change, CancellationToken cancellation = default)
    {
        var request = change.Clone();
        request.ModelId = modelId;
        if (request.RequestId.Length == 0) request.RequestId = Rows.NewId();
        return CallAsync(Models.ChangeSchemaAsync, request, cancellation);
    }

    /// <summary>Reads a model's policy whole.</summary>
    public Task<V1.Policy> GetPolicyAsync(string modelId, CancellationToken cancellation = default) =>
        CallAsync(Policies.GetAsync, new V1.GetPolicyRequest { ModelId = modelId }, cancellation);

    /// <summary>Replaces a model's policy: what the JSON leaves out has its default.</summary>
    public Task<V1.Model> SetPolicyAsync(
        string modelId, string policyJson, long expectedRevision = 0, string? requestId = null,
        CancellationToken cancellation = default) => CallAsync(
            Policies.SetAsync,
            new V1.SetPolicyRequest
            {
                ModelId = modelId,
                Policy = ToStruct(policyJson),
                ExpectedRevision = expectedRevision,
                RequestId = Id(requestId),
            },
            cancellation);

    /// <summary>Changes what the JSON names and leaves the rest of the policy.</summary>
    public Task<V1.Model> PatchPolicyAsync(
        string modelId, string policyJson, long expectedRevision = 0, string? requestId = null,
        CancellationToken cancellation = default) => CallAsync(
            Policies.PatchAsync,
            new V1.PatchPolicyRequest
            {
                ModelId = modelId,
                Policy = ToStruct(policyJson),
                ExpectedRevision = expectedRevision,
                RequestId = Id(requestId),
            },
            cancellation);

    /// <summary>Reads the ledger in order, to its end; pages are fetched as they are needed.</summary>
    public async IAsyncEnumerable<V1.LedgerEntry> HistoryAsync(
        string modelId, long fromSequence = 0, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        while (true)
        {
            var request = new V1.HistoryRequest
            {
                ModelId = modelId, FromSequence = fromSequence, PageSize = PageMax,
            };
            var page = await CallAsync(Models.HistoryAsync, request, cancellation);
            foreach (var entry in page.Entries) yield return entry;
            if (page.Entries.Count < PageMax) yield break;
            fromSequence = page.NextSequence;
        }
    }

    /// <summary>
    /// Follows the ledger until cancelled: what is there, then each line soon after its commit. A stream that was lost
    /// is opened again behind the last line.
    /// </summary>
    public async IAsyncEnumerable<V1.LedgerEntry> WatchAsync(
        string modelId, long fromSequence = 0, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        while (true)
        {
            using var call = Models.Watch(
                new V1.WatchRequest { ModelId = modelId, FromSequence = fromSequence },
                cancellationToken: cancellation);
            while (await HasNextAsync(call.ResponseStream, cancellation))
            {
                fromSequence = call.ResponseStream.Current.Sequence + 1;
                yield return call.ResponseStream.Current;
            }
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, cancellation);
        }
    }

    // A server that stops ends its streams in one way or another: both are no end of what is told.
    private static async Task<bool> HasNextAsync<T>(IAsyncStreamReader<T> answers, CancellationToken cancellation)
    {
        try
        {
            return await NextAsync(answers, cancellation);
        }
        catch (RetrainException error) when (error.Code == StatusCode.Unavailable)
        {
            return false;
        }
    }
}
