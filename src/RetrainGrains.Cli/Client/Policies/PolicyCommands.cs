using System.Text.Json.Nodes;
using Google.Protobuf.WellKnownTypes;
using RetrainGrains.Cli.Client.Connection;
using RetrainGrains.Cli.Terminal;
using RetrainGrains.Domain.Policies;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Cli.Client.Policies;

/// <summary>Reads, changes and compares the policies of models.</summary>
internal static class PolicyCommands
{
    public static async Task<int> GetAsync(GetPolicyOptions options, ServerSession session)
    {
        var policy = await FindAsync(options.Model, session);
        // For people too it is what a file for `policy set` holds.
        return session.Show(policy, () => session.Output.WriteLine(WireJson.Document(policy.Policy_)));
    }

    public static async Task<int> SetAsync(ChangePolicyOptions options, ServerSession session)
    {
        var problems = new List<Problem>();
        if (Read(options.File, session, problems) is not { } policy) return session.Output.Refuse(problems);
        var request = new V1.SetPolicyRequest
        {
            ModelId = options.Model, Policy = ToStruct(policy), ExpectedRevision = options.Revision,
            RequestId = session.NewRequestId(),
        };
        return Show(await session.Policies.SetAsync(request, session.Call), session);
    }

    public static async Task<int> PatchAsync(ChangePolicyOptions options, ServerSession session)
    {
        var problems = new List<Problem>();
        if (Read(options.File, session, problems) is not { } policy) return session.Output.Refuse(problems);
        var request = new V1.PatchPolicyRequest
        {
            ModelId = options.Model, Policy = ToStruct(policy), ExpectedRevision = options.Revision,
            RequestId = session.NewRequestId(),
        };
        return Show(await session.Policies.PatchAsync(request, session.Call), session);
    }

    public static async Task<int> DiffAsync(DiffPolicyOptions options, ServerSession session)
    {
        var problems = new List<Problem>();
        if (Read(options.File, session, problems) is not { } given) return session.Output.Refuse(problems);
        var now = WireJson.Document((await FindAsync(options.Model, session)).Policy_);
        var basis = options.Patch ? Policy(now, new ModelPolicy(), problems) : new ModelPolicy();
        var wanted = Policy(given.ToJsonString(), basis, problems);
        if (problems.Count > 0) return session.Output.Refuse(problems);
        var changes = PolicyDiff.Between(JsonNode.Parse(now)!, JsonNode.Parse(DomainJson.Write(wanted))!);
        if (session.Json) session.Output.WriteLine(PolicyDiff.ToJson(changes));
        else if (changes.IsEmpty) session.Output.WriteLine($"{options.Model} has this policy");
        else foreach (var change in changes) session.Output.WriteLine(change.ToString());
        return changes.IsEmpty ? ExitCode.Success : ExitCode.Failure;
    }

    private static async Task<V1.Policy> FindAsync(string modelId, ServerSession session) =>
        await session.Policies.GetAsync(new V1.GetPolicyRequest { ModelId = modelId }, session.Call);

    private static ModelPolicy Policy(string json, ModelPolicy basis, List<Problem> problems)
    {
        var (policy, wrong) = PolicyReader.Read(json, basis);
        problems.AddRange(wrong);
        return policy;
    }

    private static JsonObject? Read(string? file, ServerSession session, List<Problem> problems)
    {
        var text = file is null or "-"
            ? session.Environment.Input.ReadToEnd()
            : OptionReader.Text("FILE", file, problems);
        return text is null ? null : SettingsReader.Parse(text, file ?? "-", problems);
    }

    private static Struct ToStruct(JsonObject policy) => Struct.Parser.ParseJson(policy.ToJsonString());

    private static int Show(V1.Model model, ServerSession session) => session.Show(model, () =>
        session.Output.WriteLine($"{model.ModelId} has the policy; revision {Shown.Whole(model.Revision)}"));
}
