using System.Text.Json.Nodes;
using Google.Protobuf;
using Grpc.Core;
using RetrainGrains.Cli.Client.Connection;
using RetrainGrains.Cli.Terminal;

namespace RetrainGrains.Cli.Client.Cron;

/// <summary>
/// Asks many models in turn, as cron does: silent where all went well, since cron sends whatever is written by mail. A
/// model that waits has its reasons, and is no failure.
/// </summary>
internal static class CronCommands
{
    public static Task<int> CheckAsync(CronRunOptions options, ServerSession session) => EachAsync(
        options, session, async modelId =>
        {
            var check = await session.Models.CheckAsync(
                new V1.CheckRequest { ModelId = modelId, RequestId = session.NewRequestId() }, session.Call);
            return (check, Tell(check.Retrain, check.Reasons, check.HeldBack));
        });

    public static Task<int> ForceAsync(CronRunOptions options, ServerSession session) =>
        TriggerAsync(options, "forced by cron", force: true, session);

    public static Task<int> WeeklyAsync(CronRunOptions options, ServerSession session) =>
        TriggerAsync(options, "the weekly run of cron", force: false, session);

    private static Task<int> TriggerAsync(
        CronRunOptions options, string reason, bool force, ServerSession session) => EachAsync(
            options, session, async modelId =>
            {
                var request = new V1.TriggerRequest
                {
                    ModelId = modelId, Reason = reason, Force = force, RequestId = session.NewRequestId(),
                };
                var trigger = await session.Models.TriggerAsync(request, session.Call);
                return (trigger, Tell(trigger.Started, trigger.Reasons, trigger.HeldBack));
            });

    private static async Task<int> EachAsync(
        CronRunOptions options, ServerSession session, Func<string, Task<(IMessage Answer, string Told)>> ask)
    {
        var failed = 0;
        await foreach (var modelId in ModelsAsync(options, session))
        {
            try
            {
                var (answer, told) = await ask(modelId);
                if (session.Json) session.Output.WriteLine(Line(modelId, answer));
                else if (options.Verbose) session.Output.WriteLine($"{modelId}: {told}");
            }
            // The next model may go on; a server that cannot be reached, or a token that may not, ends it all.
            catch (RpcException error) when (error.StatusCode is not (StatusCode.Unavailable
                or StatusCode.Unauthenticated or StatusCode.PermissionDenied or StatusCode.Cancelled))
            {
                failed++;
                session.Output.Errors.WriteLine(CommandOutput.Plain($"{modelId}: {error.Status.Detail}"));
            }
        }
        return failed == 0 ? ExitCode.Success : ExitCode.Failure;
    }

    private static async IAsyncEnumerable<string> ModelsAsync(CronRunOptions options, ServerSession session)
    {
        foreach (var modelId in options.Models) yield return modelId;
        if (options.Models.Length > 0) yield break;
        var token = "";
        do
        {
            var page = await session.Models.ListAsync(new V1.ListRequest { PageToken = token }, session.Call);
            foreach (var model in page.Models) yield return model.ModelId;
            token = page.NextPageToken;
        }
        while (token.Length > 0);
    }

    private static string Line(string modelId, IMessage answer)
    {
        var line = new JsonObject { ["modelId"] = modelId };
        var members = JsonNode.Parse(WireJson.Line(answer))!.AsObject();
        foreach (var (name, value) in members) line[name] = value?.DeepClone();
        return line.ToJsonString();
    }

    private static string Tell(bool starts, IEnumerable<string> reasons, IEnumerable<string> heldBack) =>
        starts ? $"retrains: {string.Join("; ", reasons)}"
        : heldBack.Any() ? $"waits: {string.Join("; ", heldBack)}"
        : "nothing to do";
}
