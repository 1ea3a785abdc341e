using Grpc.Core;
using RetrainGrains.Domain.Triggers;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Gateway.Failures;
using RetrainGrains.Gateway.Mapping;
using RetrainGrains.Gateway.Requests;
using RetrainGrains.Gateway.Serving;
using RetrainGrains.Storage;

namespace RetrainGrains.Gateway.Services;

/// <summary>The queries about runs: lists and counts from the read models, progress from those that train.</summary>
internal sealed class RunHistory(IDatabase database, RunQueries progress, TimeProvider clock)
{
    // As the read of a run by its key: half of the two seconds that the protocol grants.
    private static readonly TimeSpan WatchEvery = TimeSpan.FromSeconds(1);

    private static readonly ImmutableArray<string> Causes =
        [.. TriggerSignals.Always.Concat(TriggerSignals.ForRules).Select(signal => signal.Name).Distinct().Order()];

    public async Task<V1.ListRunsResponse> ListAsync(V1.ListRunsRequest request, Call call)
    {
        var problems = new ProblemList();
        var filter = Filter(
            request.ModelId, request.ModelType, Span.Read(
                request.From, request.To, request.Days, clock.GetUtcNow(), problems), problems) with
        {
            State = State(request.State, problems),
            Cause = Cause(request.Cause, problems),
        };
        var size = RequestRules.PageSize(request.PageSize, problems);
        RunPosition? after = PageToken.Read(request.PageToken, problems) is { } token
            ? new RunPosition(token.At, token.Id)
            : null;
        if (problems.ToRefusal() is { } refusal) throw new RefusedException(refusal);
        var runs = await VisibleAsync(filter, after, size, call);
        if (runs.Count == 0) await RequireModelAsync(filter.ModelId, call);
        return new V1.ListRunsResponse
        {
            Runs = { runs.Select(run => run.ToWire()) },
            NextPageToken = runs.Count == size ? PageToken.Of(runs[^1].PlannedAt, runs[^1].RunId) : "",
        };
    }

    public async Task<V1.RunStatistics> CountAsync(V1.RunStatisticsRequest request, Call call)
    {
        var problems = new ProblemList();
        var span = Span.Read(request.From, request.To, request.Days, clock.GetUtcNow(), problems);
        var filter = Filter(request.ModelId, request.ModelType, span, problems);
        if (problems.ToRefusal() is { } refusal) throw new RefusedException(refusal);
        await RequireModelAsync(filter.ModelId, call);
        return (await database.Views.RunStatisticsAsync(filter, call.Cancellation)).ToWire();
    }

    public async Task<V1.Run> DescribeAsync(string runId, Call call)
    {
        var run = await database.Views.FindRunAsync(runId, call.Cancellation)
            ?? throw new RefusedException(Refusal.Of(RefusalKind.NotFound, "run_id", runId, "is not known"));
        var wire = run.ToWire();
        if (run.Run.State == RunState.Running)
        {
            wire.Challengers.Add((await progress.ChallengersAsync(runId, run.Run.Recipes, call.Cancellation))
                .Select(challenger => challenger.ToRunChallenger()));
            return wire;
        }
        foreach (var row in await database.Runs.ChallengersAsync(runId, call.Cancellation))
        {
            var at = run.Trainings.Index().FirstOrDefault(one => one.Item.Ordinal == row.Ordinal, (-1, null!)).Index;
            if (at >= 0) wire.Challengers[at].TrainingSeconds = row.TrainingSeconds;
        }
        return wire;
    }

    /// <summary>Follows a run until it has ended, or the caller leaves.</summary>
    public async Task WatchAsync(string runId, IAsyncStreamWriter<V1.Run> told, Call call)
    {
        V1.Run? before = null;
        while (true)
        {
            var run = await DescribeAsync(runId, call);
            if (!run.Equals(before)) await told.WriteAsync(run, call.Cancellation);
            if (run.State != V1.RunState.Running) return;
            before = run;
            await Task.Delay(WatchEvery, clock, call.Cancellation);
        }
    }

    private static RunFilter Filter(string modelId, string modelType, Span span, ProblemList problems)
    {
        if (modelId.Length > 0) problems.Add(RequestRules.ModelId(modelId));
        problems.Add(RequestRules.Text("model_type", modelType, 0, RequestRules.IdLengthMax));
        if (modelId.Length > 0 && modelType.Length > 0)
            problems.Add("model_type", modelType, "must not stand beside model_id, whose type is known");
        return new RunFilter
        {
            ModelId = modelId.Length == 0 ? null : modelId,
            ModelType = modelType.Length == 0 ? null : modelType,
            From = span.From,
            To = span.To,
        };
    }

    private static string? State(V1.RunState state, ProblemList problems)
    {
        if (state == V1.RunState.Unspecified) return null;
        if (RunMapping.StateOf(state) is { } known) return known;
        problems.Add("state", (int)state, $"must be {string.Join(", ", RunState.All)}, or not set");
        return null;
    }

    private static string? Cause(string cause, ProblemList problems)
    {
        if (cause.Length == 0) return null;
        if (!Causes.Contains(cause)) problems.Add("cause", cause, $"must be one of {string.Join(", ", Causes)}");
        return cause;
    }

    // Those of a token for some models are few in a page of all, so that several pages may be read for one.
    private async Task<IReadOnlyList<RunView>> VisibleAsync(RunFilter filter, RunPosition? after, int size, Call call)
    {
        var asked = call.Caller.SeesAllModels || filter.ModelId is not null ? size : RequestRules.PageMax;
        var visible = new List<RunView>();
        while (true)
        {
            var page = await database.Views.RunsAsync(filter, after, asked, call.Cancellation);
            visible.AddRange(page.Where(run => call.Caller.Sees(run.ModelId) && !ScratchModel.Is(run.ModelId)));
            if (page.Count < asked || visible.Count >= size) return [.. visible.Take(size)];
            after = new RunPosition(page[^1].PlannedAt, page[^1].RunId);
        }
    }

    private async Task RequireModelAsync(string? modelId, Call call)
    {
        if (modelId is not null && await database.Models.FindAsync(modelId, call.Cancellation) is null)
            throw new RefusedException(ModelSchemas.Unknown(modelId));
    }
}
