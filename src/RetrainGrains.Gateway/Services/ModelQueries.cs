using RetrainGrains.Gateway.Failures;
using RetrainGrains.Gateway.Mapping;
using RetrainGrains.Gateway.Requests;
using RetrainGrains.Gateway.Serving;
using RetrainGrains.Storage;

namespace RetrainGrains.Gateway.Services;

/// <summary>The queries that are read page by page from the store, without activating a model.</summary>
internal sealed class ModelQueries(IModelStore models)
{
    private const int PageDefault = 100;
    private const int PageMax = 1_000;

    public async Task<V1.ListResponse> ListAsync(V1.ListRequest request, Call call)
    {
        var problems = new ProblemList();
        var size = PageSize(request.PageSize, problems);
        // The token is the last id of the page before.
        if (request.PageToken.Length > 0 && RequestRules.ModelId(request.PageToken) is not null)
        {
            problems.Add("page_token", request.PageToken, "must be empty, or the next_page_token of the page before");
        }
        if (problems.ToRefusal() is { } refusal) throw new RefusedException(refusal);
        var after = request.PageToken.Length == 0 ? null : request.PageToken;
        var rows = await models.ListAsync(after, size, call.Cancellation);
        return new V1.ListResponse
        {
            Models = { rows.Select(ModelMapping.ToWire) },
            NextPageToken = rows.Count == size ? rows[^1].ModelId : "",
        };
    }

    public async Task<V1.HistoryResponse> HistoryAsync(V1.HistoryRequest request, Call call)
    {
        var problems = new ProblemList();
        problems.Add(RequestRules.ModelId(request.ModelId));
        problems.Add(RequestRules.Between("from_sequence", request.FromSequence, 0, long.MaxValue));
        var size = PageSize(request.PageSize, problems);
        if (problems.ToRefusal() is { } refusal) throw new RefusedException(refusal);
        var lines = await models.LedgerAsync(request.ModelId, request.FromSequence, size, call.Cancellation);
        if (lines.Count == 0 && await models.FindAsync(request.ModelId, call.Cancellation) is null)
        {
            throw new RefusedException(ModelSchemas.Unknown(request.ModelId));
        }
        return new V1.HistoryResponse
        {
            Entries = { lines.Select(ModelMapping.ToWire) },
            NextSequence = lines.Count == 0 ? request.FromSequence : lines[^1].Sequence + 1,
        };
    }

    private static int PageSize(int asked, ProblemList problems)
    {
        if (asked == 0) return PageDefault;
        problems.Add(RequestRules.Between("page_size", asked, 1, PageMax));
        return asked;
    }
}
