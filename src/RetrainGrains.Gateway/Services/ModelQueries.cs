using Grpc.Core;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Gateway.Failures;
using RetrainGrains.Gateway.Mapping;
using RetrainGrains.Gateway.Requests;
using RetrainGrains.Gateway.Serving;
using RetrainGrains.Storage;

namespace RetrainGrains.Gateway.Services;

/// <summary>The queries that are read page by page from the store, without activating a model.</summary>
internal sealed class ModelQueries(IModelStore models, TimeProvider clock)
{
    // As the read of a few lines by their key: a thousand watchers cost a thousand of them a second.
    private static readonly TimeSpan WatchEvery = TimeSpan.FromSeconds(1);

    // Rows hold the whole state: what lies in memory meanwhile stays small.
    private const int NamesPage = 100;

    public async Task<V1.ListResponse> ListAsync(V1.ListRequest request, Call call)
    {
        var problems = new ProblemList();
        var size = RequestRules.PageSize(request.PageSize, problems);
        ReadMask.Check<V1.Model>(request.ReadMask, problems);
        // The token is the last id of the page before.
        if (request.PageToken.Length > 0 && RequestRules.ModelId(request.PageToken) is not null)
        {
            problems.Add("page_token", request.PageToken, "must be empty, or the next_page_token of the page before");
        }
        if (problems.ToRefusal() is { } refusal) throw new RefusedException(refusal);
        var after = request.PageToken.Length == 0 ? null : request.PageToken;
        var rows = await VisibleAsync(after, size, call);
        return new V1.ListResponse
        {
            Models = { rows.Select(row => ReadMask.Of(request.ReadMask, row.ToWire())) },
            NextPageToken = rows.Count == size ? rows[^1].ModelId : "",
        };
    }

    /// <summary>
    /// Lists the ids of all models of a type that begin so and that the caller may see, in their order; an empty text
    /// narrows nothing.
    /// </summary>
    public async IAsyncEnumerable<string> NamesAsync(string prefix, string modelType, Call call)
    {
        string? after = null;
        IReadOnlyList<ModelRow> page;
        do
        {
            page = await VisibleAsync(after, NamesPage, call);
            foreach (var row in page)
            {
                if (row.ModelId.StartsWith(prefix, StringComparison.Ordinal)
                    && (modelType.Length == 0 || row.ModelType == modelType))
                {
                    yield return row.ModelId;
                }
                after = row.ModelId;
            }
        }
        while (page.Count == NamesPage);
    }

    public async Task<V1.HistoryResponse> HistoryAsync(V1.HistoryRequest request, Call call)
    {
        var problems = new ProblemList();
        problems.Add(RequestRules.ModelId(request.ModelId));
        problems.Add(RequestRules.Between("from_sequence", request.FromSequence, 0, long.MaxValue));
        ReadMask.Check<V1.LedgerEntry>(request.ReadMask, problems);
        var size = RequestRules.PageSize(request.PageSize, problems);
        if (problems.ToRefusal() is { } refusal) throw new RefusedException(refusal);
        var lines = await models.LedgerAsync(request.ModelId, request.FromSequence, size, call.Cancellation);
        if (lines.Count == 0 && await models.FindAsync(request.ModelId, call.Cancellation) is null)
        {
            throw new RefusedException(ModelSchemas.Unknown(request.ModelId));
        }
        return new V1.HistoryResponse
        {
            Entries = { lines.Select(line => ReadMask.Of(request.ReadMask, line.ToWire())) },
            NextSequence = lines.Count == 0 ? request.FromSequence : lines[^1].Sequence + 1,
        };
    }

    /// <summary>Follows a ledger from a line on, until the caller leaves.</summary>
    public async Task WatchAsync(V1.WatchRequest request, IAsyncStreamWriter<V1.LedgerEntry> lines, Call call)
    {
        var problems = new ProblemList();
        problems.Add(RequestRules.Between("from_sequence", request.FromSequence, 0, long.MaxValue));
        await FindAsync(request.ModelId, problems, call);
        var next = request.FromSequence;
        while (true)
        {
            var page = await models.LedgerAsync(request.ModelId, next, RequestRules.PageMax, call.Cancellation);
            foreach (var line in page) await lines.WriteAsync(line.ToWire(), call.Cancellation);
            if (page.Count > 0) next = page[^1].Sequence + 1;
            if (page.Count < RequestRules.PageMax) await Task.Delay(WatchEvery, clock, call.Cancellation);
        }
    }

    public async Task<V1.Policy> PolicyAsync(V1.GetPolicyRequest request, Call call)
    {
        var row = await FindAsync(request.ModelId, new ProblemList(), call);
        return new V1.Policy
        {
            Policy_ = DomainJson.Read<ModelState>(row.State).Policy.ToStruct(), Revision = row.Revision,
        };
    }

    private async Task<ModelRow> FindAsync(string modelId, ProblemList problems, Call call)
    {
        problems.Add(RequestRules.ModelId(modelId));
        if (problems.ToRefusal() is { } refusal) throw new RefusedException(refusal);
        return await models.FindAsync(modelId, call.Cancellation)
            ?? throw new RefusedException(ModelSchemas.Unknown(modelId));
    }

    // Those of a token for some models are few in a page of all, so that several pages may be read for one.
    private async Task<IReadOnlyList<ModelRow>> VisibleAsync(string? after, int size, Call call)
    {
        // One more than asked for: the system's scratch model may be among them.
        var asked = call.Caller.SeesAllModels ? size + 1 : RequestRules.PageMax;
        var visible = new List<ModelRow>();
        while (true)
        {
            var page = await models.ListAsync(after, asked, call.Cancellation);
            visible.AddRange(page.Where(row => call.Caller.Sees(row.ModelId) && !ScratchModel.Is(row.ModelId)));
            if (page.Count < asked || visible.Count >= size) return [.. visible.Take(size)];
            after = page[^1].ModelId;
        }
    }
}
