using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Gateway.Availability;
using RetrainGrains.Gateway.Failures;
using RetrainGrains.Gateway.Mapping;
using RetrainGrains.Gateway.Requests;
using RetrainGrains.Gateway.SelfTests;
using RetrainGrains.Gateway.Services;
using RetrainGrains.Gateway.Serving;
using RetrainGrains.Storage;

namespace RetrainGrains.Gateway.Sources;

/// <summary>The gRPC service of an automated retraining service's paths: each call is one of another service.</summary>
internal sealed class GrpcAutomatedRetraining(
    GrainCalls calls, ModelCommands commands, ModelQueries queries, SelfTestService selfTests, IDatabase database,
    TimeProvider clock) : V1.AutomatedRetraining.AutomatedRetrainingBase
{
    private const int RunsMax = 100;
    private const int DaysDefault = 30;
    private const int DaysMax = 365;
    private const int PageMax = 100;
    private const int OfTypeMax = 1_000;

    // Each check looks into the windows of its model.
    private const int ChecksAtOnce = 8;

    private static readonly string[] TriggerTypes = ["manual", "emergency"];
    private static readonly OrderedDictionary<string, V1.TriggerSeverity> Severities = new()
    {
        ["medium"] = V1.TriggerSeverity.Medium,
        ["high"] = V1.TriggerSeverity.High,
        ["critical"] = V1.TriggerSeverity.Critical,
    };

    public override async Task<V1.RetrainingStatus> GetStatus(
        V1.GetRetrainingStatusRequest request, ServerCallContext context)
    {
        var fleet = (await calls.AskFleetAsync(context.CancellationToken)).ToWire();
        var runs = await database.Runs.UnfinishedAsync(RunsMax, context.CancellationToken);
        return new V1.RetrainingStatus
        {
            Models = fleet.Models,
            Runs = { runs.Where(run => !ScratchModel.Is(run.ModelId)).Select(RetrainingRuns.ToWire) },
            OpenAlerts = { fleet.OpenAlerts },
        };
    }

    public override async Task<V1.CheckTriggersResponse> CheckTriggers(
        V1.CheckTriggersRequest request, ServerCallContext context)
    {
        var call = Call.Of(context);
        var (models, next) = await PageAsync(
            new ModelPage(request.ModelId, request.PageSize, request.PageToken), new ProblemList(), call);
        var checks = new List<V1.TriggerCheck>();
        foreach (var some in models.Chunk(ChecksAtOnce))
            checks.AddRange(await Task.WhenAll(some.Select(model => CheckAsync(model, call))));
        return new V1.CheckTriggersResponse { Models = { checks }, NextPageToken = next };
    }

    public override Task<V1.TriggerResponse> TriggerManually(
        V1.TriggerManuallyRequest request, ServerCallContext context)
    {
        var problems = new ProblemList();
        RequireOneOf("trigger_type", request.TriggerType, TriggerTypes, problems);
        RequireOneOf("severity", request.Severity, Severities.Keys, problems);
        Refuse(problems);
        var trigger = new V1.TriggerRequest
        {
            ModelId = request.ModelId,
            Reason = request.Severity.Length == 0 ? request.Reason : $"{request.Severity}: {request.Reason}",
            Emergency = request.TriggerType == "emergency",
            Force = request.Force,
            Severity = Severities.GetValueOrDefault(request.Severity),
            RequestId = request.RequestId,
        };
        return commands.TriggerAsync(trigger, Call.Of(context));
    }

    public override async Task<V1.RetrainingHistory> GetHistory(
        V1.GetRetrainingHistoryRequest request, ServerCallContext context)
    {
        var page = new ModelPage(request.ModelId, request.PageSize, request.PageToken);
        var (runs, next) = await RunsAsync(page, request.Days, Call.Of(context));
        return new V1.RetrainingHistory
        {
            Runs = { runs.OrderByDescending(run => run.QueuedAt).Select(RetrainingRuns.ToWire) }, NextPageToken = next,
        };
    }

    public override async Task<V1.RetrainingMetrics> GetMetrics(
        V1.GetRetrainingMetricsRequest request, ServerCallContext context)
    {
        var page = new ModelPage(request.ModelId, request.PageSize, request.PageToken);
        var (runs, next) = await RunsAsync(page, request.Days, Call.Of(context));
        var metrics = RetrainingRuns.Sum(runs);
        metrics.NextPageToken = next;
        return metrics;
    }

    public override async Task<V1.RetrainingConfig> GetConfig(
        V1.GetRetrainingConfigRequest request, ServerCallContext context)
    {
        var problems = new ProblemList();
        problems.Add(RequestRules.ModelId(request.ModelId));
        Refuse(problems);
        return ConfigOf(await FindAsync(request.ModelId, context.CancellationToken));
    }

    public override async Task<V1.SetRetrainingConfigResponse> SetConfig(
        V1.SetRetrainingConfigRequest request, ServerCallContext context)
    {
        var call = Call.Of(context);
        var problems = new ProblemList();
        if (request.ModelId.Length == 0 == (request.ModelType.Length == 0))
            problems.Add("model_name", request.ModelId, "must be given, or model_type in its place");
        if (request.ModelId.Length > 0) problems.Add(RequestRules.ModelId(request.ModelId));
        Refuse(problems);
        var rows = request.ModelId.Length > 0
            ? [await FindAsync(request.ModelId, call.Cancellation)]
            : await OfTypeAsync(request.ModelType, call);
        return await PatchAsync(rows, request, call);
    }

    public override async Task<V1.SelfTestReport> Test(V1.RunSelfTestRequest request, ServerCallContext context)
    {
        var call = Call.Of(context);
        return (await selfTests.RunAsync(request.Timeout.ToSpan(), call.By, call.Cancellation)).ToWire();
    }

    // Models are changed one by one, each in a transaction of its own: the answer tells which were, and which not.
    private async Task<V1.SetRetrainingConfigResponse> PatchAsync(
        IReadOnlyList<ModelRow> rows, V1.SetRetrainingConfigRequest request, Call call)
    {
        var response = new V1.SetRetrainingConfigResponse();
        RpcException? first = null;
        foreach (var row in rows)
        {
            var policy = SourcePolicy.Changes(request, DomainJson.Read<ModelState>(row.State).Policy);
            var patch = new V1.PatchPolicyRequest
            {
                ModelId = row.ModelId, Policy = Struct.Parser.ParseJson(policy), ExpectedRevision = row.Revision,
            };
            try
            {
                await commands.PatchPolicyAsync(patch, call);
                response.Models.Add(ConfigOf(await FindAsync(row.ModelId, call.Cancellation)));
            }
            catch (RpcException refused) when (rows.Count > 1)
            {
                first ??= refused;
                response.Unchanged.Add(
                    new V1.UnchangedModel { ModelId = row.ModelId, Reason = refused.Status.Detail });
            }
        }
        return response.Models.Count == 0 && first is not null ? throw first : response;
    }

    private async Task<V1.TriggerCheck> CheckAsync(string modelId, Call call)
    {
        var check = await commands.CheckAsync(new V1.CheckRequest { ModelId = modelId, DryRun = true }, call);
        return new V1.TriggerCheck
        {
            ModelId = modelId,
            ShouldRetrain = check.Retrain,
            Reasons = { check.Reasons },
            HeldBack = { check.HeldBack },
        };
    }

    private async Task<(IReadOnlyList<RunRow> Runs, string Next)> RunsAsync(ModelPage asked, int days, Call call)
    {
        var problems = new ProblemList();
        problems.Add(RequestRules.Between("days", days == 0 ? DaysDefault : days, 1, DaysMax));
        var (models, next) = await PageAsync(asked, problems, call);
        var since = clock.GetUtcNow().AddDays(-(days == 0 ? DaysDefault : days));
        var runs = new List<RunRow>();
        foreach (var model in models)
            runs.AddRange(await database.Runs.ListAsync(model, since, RunsMax, call.Cancellation));
        return (runs, next);
    }

    private async Task<(string[] Models, string Next)> PageAsync(ModelPage asked, ProblemList problems, Call call)
    {
        if (asked.ModelId.Length > 0) problems.Add(RequestRules.ModelId(asked.ModelId));
        if (asked.Size != 0) problems.Add(RequestRules.Between("page_size", asked.Size, 1, PageMax));
        Refuse(problems);
        if (asked.ModelId.Length > 0)
            return ([(await FindAsync(asked.ModelId, call.Cancellation)).ModelId], "");
        var request = new V1.ListRequest { PageSize = asked.Size == 0 ? PageMax : asked.Size, PageToken = asked.Token };
        var page = await queries.ListAsync(request, call);
        return ([.. page.Models.Select(model => model.ModelId)], page.NextPageToken);
    }

    private async Task<ModelRow> FindAsync(string modelId, CancellationToken cancellation) =>
        await database.Models.FindAsync(modelId, cancellation)
            ?? throw new RefusedException(ModelSchemas.Unknown(modelId));

    private async Task<IReadOnlyList<ModelRow>> OfTypeAsync(string type, Call call)
    {
        var found = new List<ModelRow>();
        string? after = null;
        while (true)
        {
            var page = await database.Models.ListAsync(after, OfTypeMax, call.Cancellation);
            found.AddRange(page.Where(row => row.ModelType == type && !ScratchModel.Is(row.ModelId)));
            if (page.Count < OfTypeMax || found.Count > OfTypeMax) break;
            after = page[^1].ModelId;
        }
        var problems = new ProblemList();
        if (found.Count == 0) problems.Add("model_type", type, "must be the type of a registered model");
        if (found.Count > OfTypeMax) problems.Add("model_type", type, $"must have at most {OfTypeMax} models");
        Refuse(problems);
        return found;
    }

    private static V1.RetrainingConfig ConfigOf(ModelRow row) =>
        SourcePolicy.Of(DomainJson.Read<ModelState>(row.State), row.Revision);

    private static void RequireOneOf(
        string field, string value, IReadOnlyCollection<string> known, ProblemList problems)
    {
        if (value.Length > 0 && !known.Contains(value))
            problems.Add(field, value, $"must be one of {string.Join(", ", known)}");
    }

    private static void Refuse(ProblemList problems)
    {
        if (problems.ToRefusal() is { } refusal) throw new RefusedException(refusal);
    }

    /// <summary>A model by its id, or a page of all.</summary>
    private readonly record struct ModelPage(string ModelId, int Size, string Token);
}
