using Orleans;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Gateway.Mapping;
using RetrainGrains.Gateway.Requests;

namespace RetrainGrains.Gateway.Services;

/// <summary>Commands to one model: each goes to its grain, which judges it.</summary>
internal sealed class ModelCommands(IGrainFactory grains, GatewayOptions options)
{
    public async Task<V1.Model> RegisterAsync(V1.RegisterRequest request)
    {
        var problems = new ProblemList();
        if (request.Schema is null) problems.Add("schema", null, "must be given");
        else if (!Enum.IsDefined((PredictionTask)request.Schema.Task))
        {
            problems.Add("schema.task", request.Schema.Task, "must be regression or binary classification");
        }
        var model = Grain(request.ModelId, problems);
        return (await model.Register(new RegisterModel(
            request.ModelType, request.Schema!.ToDomain(), request.Preset.Length == 0 ? Presets.Default : request.Preset,
            request.PolicyJson, request.Seed, Id(request.RequestId)))).OrRefuse().ToWire();
    }

    public async Task<V1.Model> DescribeAsync(V1.DescribeRequest request) =>
        (await Grain(request.ModelId).Describe()).OrRefuse().ToWire();

    public async Task<V1.CheckResponse> CheckAsync(V1.CheckRequest request) =>
        (await Grain(request.ModelId).Check(request.DryRun)).OrRefuse().ToCheck();

    public async Task<V1.TriggerResponse> TriggerAsync(V1.TriggerRequest request, Call call) =>
        (await Grain(request.ModelId).Trigger(new TriggerModel(
            call.By, request.Reason, request.Emergency, request.Force, Id(request.RequestId)))).OrRefuse().ToTrigger();

    public async Task<V1.Model> PromoteAsync(V1.PromoteRequest request, Call call) =>
        (await Grain(request.ModelId).Promote(new PromoteModel(
            request.Candidate, call.By, request.Reason, request.ExpectedRevision, Id(request.RequestId))))
            .OrRefuse().ToWire();

    public async Task<V1.Model> RollbackAsync(V1.RollbackRequest request, Call call)
    {
        var problems = new ProblemList();
        SemanticVersion? version = null;
        if (SemanticVersion.TryParse(request.Version, out var named)) version = named;
        else if (request.Version.Length > 0) problems.Add("version", request.Version, "must be a version such as 1.2.3");
        return (await Grain(request.ModelId, problems).RollBack(new RollBackModel(
            version, call.By, request.Reason, request.ExpectedRevision, Id(request.RequestId)))).OrRefuse().ToWire();
    }

    public async Task<V1.Model> SetPolicyAsync(V1.SetPolicyRequest request, Call call) =>
        (await Grain(request.ModelId).SetPolicy(new SetModelPolicy(
            call.By, request.PolicyJson, request.ExpectedRevision, Id(request.RequestId)))).OrRefuse().ToWire();

    private IModelGrain Grain(string modelId) => Grain(modelId, new ProblemList());

    // A malformed id must not wake a grain: anybody could fill the memory with them.
    private IModelGrain Grain(string modelId, ProblemList problems)
    {
        problems.Add(RequestRules.ModelId(modelId));
        if (problems.ToRefusal() is { } refusal) throw new RefusedException(refusal);
        return grains.GetGrain<IModelGrain>(modelId);
    }

    private string Id(string requestId) => requestId.Length == 0 ? options.NewId() : requestId;
}
