using System.Globalization;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Gateway.Failures;
using RetrainGrains.Gateway.Mapping;
using RetrainGrains.Gateway.Requests;
using RetrainGrains.Gateway.Serving;
using RetrainGrains.Storage;

namespace RetrainGrains.Gateway.Services;

/// <summary>The queries about checks, from the read models.</summary>
internal sealed class CheckHistory(IDatabase database, TimeProvider clock)
{
    public async Task<V1.ListChecksResponse> ListAsync(V1.ListChecksRequest request, Call call)
    {
        var problems = new ProblemList();
        problems.Add(RequestRules.ModelId(request.ModelId));
        var span = Span.Read(request.From, request.To, request.Days, clock.GetUtcNow(), problems);
        var filter = new CheckFilter
        {
            ModelId = request.ModelId, From = span.From, To = span.To,
            Decision = Decision(request.Decision, problems),
        };
        var size = RequestRules.PageSize(request.PageSize, problems);
        var after = Position(request.PageToken, problems);
        if (problems.ToRefusal() is { } refusal) throw new RefusedException(refusal);
        var checks = await database.Views.ChecksAsync(filter, after, size, call.Cancellation);
        if (checks.Count == 0 && await database.Models.FindAsync(request.ModelId, call.Cancellation) is null)
            throw new RefusedException(ModelSchemas.Unknown(request.ModelId));
        return new V1.ListChecksResponse
        {
            Checks = { checks.Select(check => check.ToWire()) },
            NextPageToken = checks.Count == size
                ? PageToken.Of(checks[^1].At, checks[^1].Sequence.ToString(CultureInfo.InvariantCulture))
                : "",
        };
    }

    public async Task<V1.ModelCheck> DescribeAsync(V1.DescribeCheckRequest request, Call call)
    {
        var problems = new ProblemList();
        problems.Add(RequestRules.ModelId(request.ModelId));
        if (!Guid.TryParse(request.CheckId, out var id))
            problems.Add("check_id", request.CheckId, "must be the uuid of a check");
        if (problems.ToRefusal() is { } refusal) throw new RefusedException(refusal);
        var check = await database.Views.FindCheckAsync(request.ModelId, id.ToString(), call.Cancellation);
        return check?.ToWire() ?? throw new RefusedException(Refusal.Of(
            RefusalKind.NotFound, "check_id", request.CheckId, $"is no check of {request.ModelId}"));
    }

    private static string? Decision(V1.CheckDecision decision, ProblemList problems)
    {
        if (decision == V1.CheckDecision.Unspecified) return null;
        if (RunMapping.DecisionOf(decision) is { } known) return known;
        problems.Add("decision", (int)decision, $"must be {string.Join(", ", CheckDecision.All)}, or not set");
        return null;
    }

    private static CheckPosition? Position(string token, ProblemList problems)
    {
        if (PageToken.Read(token, problems) is not { } place) return null;
        if (long.TryParse(place.Id, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence))
            return new CheckPosition(place.At, sequence);
        problems.Add("page_token", token, "must be empty, or the next_page_token of the page before");
        return null;
    }
}
