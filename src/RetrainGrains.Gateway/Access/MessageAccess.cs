using System.Collections.Concurrent;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Gateway.Failures;

namespace RetrainGrains.Gateway.Access;

/// <summary>
/// Holds callers to what their token is for, message by message over gRPC and REST alike: to its models, which are
/// never the system's own, and to its rows a second.
/// </summary>
internal sealed class MessageAccess(TimeProvider clock)
{
    private readonly ConcurrentDictionary<Type, IFieldAccessor?> modelIds = [];
    private readonly ConcurrentDictionary<Type, IFieldAccessor?> runIds = [];

    private TimeProvider Clock => clock;

    /// <summary>Lets a message in, or throws a refusal.</summary>
    public void Check<TRequest>(TRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context.GetHttpContext());
        CheckModel(request, caller);
        if (caller.Limits?.Take(RowsIn(request)) is { } excess) throw excess.ToRefusal("token", caller.Name);
    }

    /// <summary>Lets the messages of a stream in one by one.</summary>
    public IAsyncStreamReader<TRequest> Checked<TRequest>(
        IAsyncStreamReader<TRequest> requests, ServerCallContext context) =>
        new CheckedReader<TRequest>(requests, this, Caller.Of(context.GetHttpContext()));

    private void CheckModel<TRequest>(TRequest request, Caller caller)
    {
        if (request is not IMessage message) return;
        if (ModelOf(message) is { } modelId)
        {
            if (ScratchModel.IsReserved(modelId)) throw Reserved(modelId);
            if (!caller.Sees(modelId)) throw Outside(caller, modelId);
        }
        else if (caller.SeesAllModels) return;
        // A list shows what the caller may see; everything else that names no model concerns all of them.
        else if (message is not (V1.ListRequest or V1.ListRunsRequest or V1.CheckAllRequest or V1.TriggerAllRequest
            or V1.GetPolicySchemaRequest or V1.WhoAmIRequest))
        {
            throw Outside(caller, "all models");
        }
    }

    // A run's id names its model. One that may name a model and does not is about all of them.
    private string? ModelOf(IMessage message)
    {
        if (Field(modelIds, "model_id", message) is { } modelId)
            return modelId.Length == 0 && message is V1.ListRunsRequest or V1.RunStatisticsRequest ? null : modelId;
        return Field(runIds, "run_id", message) is { } runId ? RunIds.ModelOf(runId) ?? runId : null;
    }

    private static string? Field(
        ConcurrentDictionary<Type, IFieldAccessor?> fields, string name, IMessage message)
    {
        var field = fields.GetOrAdd(
            message.GetType(), static (_, one) => one.Message.Descriptor.FindFieldByName(one.Name)?.Accessor,
            (Message: message, Name: name));
        return (string?)field?.GetValue(message);
    }

    private static int RowsIn<TRequest>(TRequest request) => request switch
    {
        V1.PredictRequest => 1,
        V1.PredictBatchRequest batch => batch.Rows.Count,
        V1.ExplainRequest explained => explained.Rows.Count,
        V1.RecordOutcomesRequest outcomes => outcomes.Outcomes.Count,
        V1.ImportHistoryRequest history => history.Rows.Count,
        _ => 0,
    };

    private static RefusedException Reserved(string modelId) => new(Refusal.Of(
        RefusalKind.Invalid, "model_id", modelId,
        $"must not begin with {ScratchModel.Reserved}: those are the system's own models"));

    private static RefusedException Outside(Caller caller, string asked) => new(Refusal.Of(
        RefusalKind.Forbidden, "model_id", asked,
        $"is outside of the token {caller.Name}, which is for {string.Join(", ", caller.ModelPrefixes)}"));

    // A stream that is too fast is not ended but made to wait, as by any reader that is slower than its writer.
    private sealed class CheckedReader<T>(IAsyncStreamReader<T> inner, MessageAccess access, Caller caller)
        : IAsyncStreamReader<T>
    {
        public T Current => inner.Current;

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            if (!await inner.MoveNext(cancellationToken)) return false;
            access.CheckModel(inner.Current, caller);
            var rows = RowsIn(inner.Current);
            while (caller.Limits?.Take(rows) is { } excess)
            {
                await Task.Delay(excess.Wait, access.Clock, cancellationToken);
            }
            return true;
        }
    }
}
