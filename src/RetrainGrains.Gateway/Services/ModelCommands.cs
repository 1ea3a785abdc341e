using RetrainGrains.Domain.Observations;
using RetrainGrains.Gateway.Mapping;
using RetrainGrains.Gateway.Requests;

namespace RetrainGrains.Gateway.Services;

/// <summary>Commands to one model: each goes to its grain, which judges it.</summary>
internal sealed class ModelCommands(IGrainFactory grains, GatewayOptions options)
{
    // A reason is a sentence for the ledger, which keeps it for ever.
    private const int ReasonLengthMax = 2_000;

    public async Task<V1.Model> RegisterAsync(V1.RegisterRequest request)
    {
        var problems = new ProblemList();
        if (request.Schema is null) problems.Add("schema", null, "must be given");
        else if (!Enum.IsDefined((PredictionTask)request.Schema.Task))
        {
            problems.Add("schema.task", request.Schema.Task, "must be regression or binary classification");
        }
        problems.Add(RequestRules.Text("model_type", request.ModelType, 1, RequestRules.IdLengthMax));
        var requestId = RequestId(request.RequestId, problems);
        var model = Grain(request.ModelId, problems);
        return (await model.Register(new RegisterModel(
            request.ModelType, request.Schema!.ToDomain(),
            request.Preset.Length == 0 ? Presets.Default : request.Preset,
            request.PolicyJson, request.Seed, requestId))).OrRefuse().ToWire();
    }

    public async Task<V1.Model> DescribeAsync(V1.DescribeRequest request) =>
        (await Grain(request.ModelId).Describe()).OrRefuse().ToWire();

    public async Task<V1.CheckResponse> CheckAsync(V1.CheckRequest request) =>
        (await Grain(request.ModelId).Check(request.DryRun)).OrRefuse().ToCheck();

    public async Task<V1.TriggerResponse> TriggerAsync(V1.TriggerRequest request, Call call)
    {
        var problems = new ProblemList();
        problems.Add(Reason(request.Reason));
        var requestId = RequestId(request.RequestId, problems);
        return (await Grain(request.ModelId, problems).Trigger(new TriggerModel(
            call.By, request.Reason, request.Emergency, request.Force, requestId))).OrRefuse().ToTrigger();
    }

    public async Task<V1.Model> PromoteAsync(V1.PromoteRequest request, Call call)
    {
        var problems = new ProblemList();
        problems.Add(Reason(request.Reason));
        problems.Add(RequestRules.Text("candidate", request.Candidate, 1, RequestRules.IdLengthMax));
        var requestId = RequestId(request.RequestId, problems);
        return (await Grain(request.ModelId, problems).Promote(new PromoteModel(
            request.Candidate, call.By, request.Reason, request.ExpectedRevision, requestId))).OrRefuse().ToWire();
    }

    public async Task<V1.Model> RollbackAsync(V1.RollbackRequest request, Call call)
    {
        var problems = new ProblemList();
        problems.Add(Reason(request.Reason));
        var version = Version(request.Version, problems);
        var requestId = RequestId(request.RequestId, problems);
        return (await Grain(request.ModelId, problems).RollBack(new RollBackModel(
            version, call.By, request.Reason, request.ExpectedRevision, requestId))).OrRefuse().ToWire();
    }

    public async Task<V1.Model> SetPolicyAsync(V1.SetPolicyRequest request, Call call)
    {
        var problems = new ProblemList();
        var requestId = RequestId(request.RequestId, problems);
        return (await Grain(request.ModelId, problems).SetPolicy(new SetModelPolicy(
            call.By, request.PolicyJson, request.ExpectedRevision, requestId))).OrRefuse().ToWire();
    }

    private IModelGrain Grain(string modelId) => Grain(modelId, new ProblemList());

    // A malformed id must not wake a grain: anybody could fill the memory with them.
    private IModelGrain Grain(string modelId, ProblemList problems)
    {
        problems.Add(RequestRules.ModelId(modelId));
        if (problems.ToRefusal() is { } refusal) throw new RefusedException(refusal);
        return grains.GetGrain<IModelGrain>(modelId);
    }

    private string RequestId(string requestId, ProblemList problems)
    {
        problems.Add(RequestRules.Text("request_id", requestId, 0, RequestRules.IdLengthMax));
        return requestId.Length == 0 ? options.NewId() : requestId;
    }

    // No version named means the one before.
    private static SemanticVersion? Version(string version, ProblemList problems)
    {
        if (version.Length == 0) return null;
        if (SemanticVersion.TryParse(version, out var named)) return named;
        problems.Add("version", version, "must be a version such as 1.2.3");
        return null;
    }

    private static Problem? Reason(string reason) => RequestRules.Text("reason", reason, 0, ReasonLengthMax);
}
