using Grpc.Core;
using RetrainGrains.Gateway.Failures;
using RetrainGrains.Gateway.Requests;

namespace RetrainGrains.Gateway.Services;

/// <summary>
/// The commands to many models: each is asked as if it were the only one, so that what is refused by one holds up no
/// other, and a repeated request goes on where it was.
/// </summary>
internal sealed class FleetCommands(ModelCommands commands, ModelQueries queries)
{
    // Each looks into the windows of its model: as many as keep the machine busy, and leave room for predictions.
    private const int AtOnce = 8;

    public Task CheckAsync(V1.CheckAllRequest request, IAsyncStreamWriter<V1.FleetAnswer> answers, Call call)
    {
        var problems = new ProblemList();
        var requestId = commands.RequestId(request.RequestId, problems);
        return EachAsync(request.Models, problems, answers, call, async modelId =>
        {
            var check = await commands.CheckAsync(
                new V1.CheckRequest { ModelId = modelId, DryRun = request.DryRun, RequestId = requestId }, call);
            check.Report = null;
            check.Explanation.Clear();
            return new V1.FleetAnswer { ModelId = modelId, Check = check };
        });
    }

    public Task TriggerAsync(V1.TriggerAllRequest request, IAsyncStreamWriter<V1.FleetAnswer> answers, Call call)
    {
        var problems = new ProblemList();
        var one = new V1.TriggerRequest
        {
            Reason = request.Reason, Emergency = request.Emergency, Force = request.Force, DryRun = request.DryRun,
            Severity = request.Severity, RequestId = commands.RequestId(request.RequestId, problems),
        };
        commands.ReadTrigger(one, problems);
        return EachAsync(request.Models, problems, answers, call, async modelId => new V1.FleetAnswer
        {
            ModelId = modelId,
            Trigger = await commands.TriggerAsync(new V1.TriggerRequest(one) { ModelId = modelId }, call),
        });
    }

    private async Task EachAsync(
        V1.FleetChoice? choice, ProblemList problems, IAsyncStreamWriter<V1.FleetAnswer> answers, Call call,
        Func<string, Task<V1.FleetAnswer>> ask)
    {
        var (prefix, type) = (choice?.ModelPrefix ?? "", choice?.ModelType ?? "");
        problems.Add(RequestRules.Text("models.model_prefix", prefix, 0, RequestRules.IdLengthMax));
        problems.Add(RequestRules.Text("models.model_type", type, 0, RequestRules.IdLengthMax));
        if (problems.ToRefusal() is { } refusal) throw new RefusedException(refusal);
        var waiting = new Queue<Task<V1.FleetAnswer>>();
        await foreach (var modelId in queries.NamesAsync(prefix, type, call))
        {
            if (waiting.Count == AtOnce) await answers.WriteAsync(await waiting.Dequeue(), call.Cancellation);
            waiting.Enqueue(AnswerAsync(modelId, ask));
        }
        foreach (var answer in waiting) await answers.WriteAsync(await answer, call.Cancellation);
    }

    private static async Task<V1.FleetAnswer> AnswerAsync(string modelId, Func<string, Task<V1.FleetAnswer>> ask)
    {
        try
        {
            return await ask(modelId);
        }
        catch (RpcException error) when (error.StatusCode != StatusCode.Cancelled)
        {
            return new V1.FleetAnswer { ModelId = modelId, Refusal = error.Status.Detail };
        }
    }
}
