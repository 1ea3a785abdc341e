using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Policies;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Gateway.Availability;
using RetrainGrains.Gateway.Failures;
using RetrainGrains.Gateway.Mapping;
using RetrainGrains.Gateway.Options;
using RetrainGrains.Gateway.Requests;
using RetrainGrains.Learning.Data;
using Struct = Google.Protobuf.WellKnownTypes.Struct;

namespace RetrainGrains.Gateway.Services;

/// <summary>
/// The commands to one model: each goes to its grain, which judges it. One without a request id is given one before its
/// first try, so that it is carried out once however often it is tried.
/// </summary>
internal sealed class ModelCommands(GrainCalls calls, RunQueries runs, GatewayOptions options)
{
    // A reason is a sentence for the ledger, which keeps it for ever.
    private const int ReasonLengthMax = 2_000;

    public async Task<V1.Model> RegisterAsync(V1.RegisterRequest request, Call call)
    {
        var problems = new ProblemList();
        if (request.Schema is null) problems.Add("schema", null, "must be given");
        else if (!Enum.IsDefined((PredictionTask)request.Schema.Task))
        {
            problems.Add("schema.task", request.Schema.Task, "must be regression, binary or multiclass classification");
        }
        problems.Add(RequestRules.Text("model_type", request.ModelType, 1, RequestRules.IdLengthMax));
        var requestId = RequestId(request.RequestId, problems);
        Require(request.ModelId, problems);
        var command = new RegisterModel(
            request.ModelType, request.Schema!.ToDomain(),
            request.Preset.Length == 0 ? Presets.Default : request.Preset,
            request.Policy.ToJson(), request.Seed, requestId);
        return (await AskAsync(request.ModelId, model => model.Register(command), call)).ToWire();
    }

    public async Task<V1.Model> DescribeAsync(V1.DescribeRequest request, Call call)
    {
        var problems = new ProblemList();
        ReadMask.Check<V1.Model>(request.ReadMask, problems);
        Require(request.ModelId, problems);
        var view = await AskAsync(request.ModelId, static model => model.Describe(), call);
        var wire = view.ToWire();
        if (view.State.Run is { } run && ReadMask.Wants(request.ReadMask, "challengers"))
            wire.Challengers.Add(await runs.ChallengersAsync(
                run.RunId, run.Recipes.Select(recipe => recipe.Name), call.Cancellation));
        return ReadMask.Of(request.ReadMask, wire);
    }

    public async Task<V1.CheckResponse> CheckAsync(V1.CheckRequest request, Call call)
    {
        var problems = new ProblemList();
        var requestId = RequestId(request.RequestId, problems);
        Require(request.ModelId, problems);
        var dryRun = request.DryRun;
        return (await AskAsync(request.ModelId, model => model.Check(dryRun, requestId), call)).ToCheck();
    }

    public async Task<V1.TriggerResponse> TriggerAsync(V1.TriggerRequest request, Call call)
    {
        var problems = new ProblemList();
        var severity = ReadTrigger(request, problems);
        var requestId = RequestId(request.RequestId, problems);
        Require(request.ModelId, problems);
        var command = new TriggerModel(
            call.By, request.Reason, request.Emergency, request.Force, requestId, request.DryRun, severity);
        return (await AskAsync(request.ModelId, model => model.Trigger(command), call)).ToTrigger();
    }

    /// <summary>Holds a trigger to its rules, whatever model it is for, and reads how urgent it is.</summary>
    internal Severity ReadTrigger(V1.TriggerRequest request, ProblemList problems)
    {
        problems.Add(Reason(request.Reason));
        return TriggerSeverity(request.Severity, problems);
    }

    public async Task CancelAsync(V1.CancelRunRequest request, Call call)
    {
        var problems = new ProblemList();
        problems.Add(Reason(request.Reason));
        var requestId = RequestId(request.RequestId, problems);
        if (RunIds.ModelOf(request.RunId) is not { } modelId)
        {
            problems.Add("run_id", request.RunId, "must be the id of a run, such as belt-7/run-12");
            modelId = "";
        }
        else problems.Add(RequestRules.ModelId(modelId));
        if (problems.ToRefusal() is { } refusal) throw new RefusedException(refusal);
        var command = new CancelRun(request.RunId, call.By, request.Reason, requestId);
        await AskAsync(modelId, model => model.CancelRun(command), call);
    }

    public async Task<V1.Model> PromoteAsync(V1.PromoteRequest request, Call call)
    {
        var problems = new ProblemList();
        problems.Add(Reason(request.Reason));
        problems.Add(RequestRules.Text("candidate", request.Candidate, 1, RequestRules.IdLengthMax));
        var requestId = RequestId(request.RequestId, problems);
        Require(request.ModelId, problems);
        var command = new PromoteModel(
            request.Candidate, call.By, request.Reason, request.ExpectedRevision, requestId);
        return (await AskAsync(request.ModelId, model => model.Promote(command), call)).ToWire();
    }

    public async Task<V1.Model> RetireAsync(V1.RetireCandidateRequest request, Call call)
    {
        var problems = new ProblemList();
        problems.Add(Reason(request.Reason));
        problems.Add(RequestRules.Text("candidate", request.Candidate, 1, RequestRules.IdLengthMax));
        var requestId = RequestId(request.RequestId, problems);
        Require(request.ModelId, problems);
        var command = new RetireCandidate(
            request.Candidate, request.Restore, call.By, request.Reason, request.ExpectedRevision, requestId);
        return (await AskAsync(request.ModelId, model => model.RetireCandidate(command), call)).ToWire();
    }

    public async Task<V1.Model> ImportAsync(V1.ImportRequest request, Call call)
    {
        var problems = new ProblemList();
        var format = (ImportFormat)request.Format;
        if (!Enum.IsDefined(format)) problems.Add("format", request.Format, "must be auto, XGBoost, LightGBM or ONNX");
        problems.Add(RequestRules.Between("content.length", request.Content.Length, 1, ImportModel.ContentBytesMax));
        if (request.Checks.Count > 0) problems.Add(RequestRules.RowCount("checks", request.Checks.Count));
        problems.Add(Reason(request.Reason));
        var requestId = RequestId(request.RequestId, problems);
        Require(request.ModelId, problems);
        var command = new ImportModel(
            format, request.Content.ToByteArray(), call.By, request.Reason, request.ExpectedRevision, requestId)
        {
            Checks = [.. request.Checks.Select(ImportMapping.ToDomain)],
        };
        return (await AskAsync(request.ModelId, model => model.Import(command), call)).ToWire();
    }

    public async Task<V1.Model> RollbackAsync(V1.RollbackRequest request, Call call)
    {
        var problems = new ProblemList();
        problems.Add(Reason(request.Reason));
        var version = Version(request.Version, problems);
        var requestId = RequestId(request.RequestId, problems);
        Require(request.ModelId, problems);
        var command = new RollBackModel(version, call.By, request.Reason, request.ExpectedRevision, requestId);
        return (await AskAsync(request.ModelId, model => model.RollBack(command), call)).ToWire();
    }

    public async Task<V1.Model> ChangeSchemaAsync(V1.ChangeSchemaRequest request, Call call)
    {
        var problems = new ProblemList();
        problems.Add(Reason(request.Reason));
        var requestId = RequestId(request.RequestId, problems);
        Require(request.ModelId, problems);
        var command = new ChangeModelSchema(
            request.ToChange(), call.By, request.Reason, request.ExpectedRevision, requestId);
        return (await AskAsync(request.ModelId, model => model.ChangeSchema(command), call)).ToWire();
    }

    public Task<V1.Model> SetPolicyAsync(V1.SetPolicyRequest request, Call call) => PolicyAsync(
        request.ModelId, request.Policy, request.ExpectedRevision, request.RequestId, replaces: true, call);

    public Task<V1.Model> PatchPolicyAsync(V1.PatchPolicyRequest request, Call call) => PolicyAsync(
        request.ModelId, request.Policy, request.ExpectedRevision, request.RequestId, replaces: false, call);

    private async Task<V1.Model> PolicyAsync(
        string modelId, Struct? policy, long expectedRevision, string asked, bool replaces, Call call)
    {
        var problems = new ProblemList();
        if (policy is null) problems.Add("policy", null, "must be given");
        else if (!policy.IsWhole()) problems.Add("policy", "a member", "must have a name and a value, as in JSON");
        var requestId = RequestId(asked, problems);
        Require(modelId, problems);
        var command = new SetModelPolicy(call.By, policy.ToJson(), expectedRevision, requestId, replaces);
        return (await AskAsync(modelId, model => model.SetPolicy(command), call)).ToWire();
    }

    private async Task<T> AskAsync<T>(string modelId, Func<IModelGrain, Task<Answer<T>>> ask, Call call)
        where T : class => (await calls.AskAsync(modelId, ask, call.Cancellation)).OrRefuse();

    // A malformed id must not activate a grain: anybody could fill the memory with them.
    private static void Require(string modelId, ProblemList problems)
    {
        problems.Add(RequestRules.ModelId(modelId));
        if (problems.ToRefusal() is { } refusal) throw new RefusedException(refusal);
    }

    /// <summary>Reads the id of a request, and makes one where none is given.</summary>
    internal string RequestId(string requestId, ProblemList problems)
    {
        problems.Add(RequestRules.Text("request_id", requestId, 0, RequestRules.IdLengthMax));
        return requestId.Length == 0 ? options.NewId() : requestId;
    }

    private static Severity TriggerSeverity(V1.TriggerSeverity severity, ProblemList problems)
    {
        if (!Enum.IsDefined(severity)) problems.Add("severity", (int)severity, "must be medium, high or critical");
        return severity switch
        {
            V1.TriggerSeverity.Medium => Severity.Info,
            V1.TriggerSeverity.High => Severity.Warning,
            _ => Severity.Critical,
        };
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
