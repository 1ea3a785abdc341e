using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Domain.Repairs;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Gateway.Availability;
using RetrainGrains.Gateway.Failures;
using RetrainGrains.Gateway.Mapping;
using RetrainGrains.Gateway.Options;
using RetrainGrains.Gateway.Outcomes;
using RetrainGrains.Gateway.Requests;
using RetrainGrains.Gateway.Serving;
using RetrainGrains.Storage;

namespace RetrainGrains.Gateway.Services;

/// <summary>
/// The repairs of facts: each goes to its model's grain. One without a request id is given one before its first try.
/// </summary>
internal sealed class RepairCommands(
    GrainCalls calls, ModelSchemas schemas, GatewayOptions options, TimeProvider clock)
{
    private const int ReasonLengthMax = 2_000;
    private const int NameLengthMin = 4;
    private const string OneChoice = "must be left out where prediction_ids name the rows";

    private TimeBound Times => new(clock.GetUtcNow(), options.ClockTolerance);

    public async Task<V1.Repair> CorrectAsync(V1.CorrectOutcomesRequest request, Call call)
    {
        var problems = Begin(request.ModelId, request.Reason, request.RequestId);
        problems.Add(RequestRules.RowCount("outcomes", request.Outcomes.Count));
        Refuse(problems);
        var schema = await schemas.FindAsync(request.ModelId, call.Cancellation)
            ?? throw new RefusedException(ModelSchemas.Unknown(request.ModelId));
        var outcomes = new List<OutcomeRow>(request.Outcomes.Count);
        for (var i = 0; i < request.Outcomes.Count; i++)
        {
            var found = new ProblemList();
            outcomes.Add(OutcomeService.Read(schema, request.Outcomes[i].ToInput(), Times, found));
            problems.AddRange((found.Take() ?? []).Select(one => one with { Field = $"outcomes[{i}].{one.Field}" }));
        }
        Refuse(problems);
        return await AskAsync(request.ModelId, call, new RepairModel(
            RepairKind.Correction, call.By, request.Reason, IdOf(request.RequestId)) { Corrections = [.. outcomes] });
    }

    public Task<V1.Repair> WithdrawAsync(V1.WithdrawObservationsRequest request, Call call)
    {
        var problems = Begin(request.ModelId, request.Reason, request.RequestId);
        var rows = new RowSelection
        {
            Ids = [.. request.PredictionIds],
            Entity = request.Entity.Length == 0 ? null : request.Entity,
            From = request.From.ToTime(),
            Before = request.To.ToTime(),
        };
        Check(rows, problems);
        problems.Add(NotNamed(request.Entity, request.Reason));
        Refuse(problems);
        return AskAsync(request.ModelId, call, new RepairModel(
            RepairKind.Withdrawal, call.By, request.Reason, IdOf(request.RequestId)) { Rows = rows });
    }

    public Task<V1.Repair> EraseAsync(V1.EraseEntityRequest request, Call call)
    {
        var problems = Begin(request.ModelId, request.Reason, request.RequestId);
        problems.Add(RequestRules.Entity("entity", request.Entity));
        problems.Add(NotNamed(request.Entity, request.Reason));
        Refuse(problems);
        return AskAsync(request.ModelId, call, new RepairModel(
            RepairKind.Erasure, call.By, request.Reason, IdOf(request.RequestId))
        {
            Rows = new RowSelection { Entity = request.Entity },
        });
    }

    public async Task<V1.Repair> DescribeAsync(V1.GetRepairRequest request, Call call)
    {
        var problems = new ProblemList();
        problems.Add(RequestRules.ModelId(request.ModelId));
        problems.Add(RequestRules.Id("request_id", request.RequestId));
        Refuse(problems);
        var requestId = request.RequestId;
        return (await calls.AskAsync(request.ModelId, model => model.DescribeRepair(requestId), call.Cancellation))
            .OrRefuse().ToWire();
    }

    private async Task<V1.Repair> AskAsync(string modelId, Call call, RepairModel command) =>
        (await calls.AskAsync(modelId, model => model.Repair(command), call.Cancellation)).OrRefuse().ToWire();

    // A short name only as a word: entity 7 is not named by «request 2027».
    private static bool Names(string reason, string entity)
    {
        if (entity.Length == 0) return false;
        if (entity.Length >= NameLengthMin) return reason.Contains(entity, StringComparison.OrdinalIgnoreCase);
        for (var at = 0; (at = reason.IndexOf(entity, at, StringComparison.OrdinalIgnoreCase)) >= 0; at++)
        {
            var end = at + entity.Length;
            if ((at == 0 || !char.IsLetterOrDigit(reason[at - 1]))
                && (end == reason.Length || !char.IsLetterOrDigit(reason[end]))) return true;
        }
        return false;
    }

    private static Problem? NotNamed(string entity, string reason) =>
        Names(reason, entity)
            ? Problem.Of("reason", reason, "must not name the entity: the ledger keeps it for ever")
            : null;

    private static ProblemList Begin(string modelId, string reason, string requestId)
    {
        var problems = new ProblemList();
        problems.Add(RequestRules.ModelId(modelId));
        problems.Add(RequestRules.Text("reason", reason, 1, ReasonLengthMax));
        problems.Add(RequestRules.Text("request_id", requestId, 0, RequestRules.IdLengthMax));
        return problems;
    }

    private static void Check(RowSelection rows, ProblemList problems)
    {
        if (rows is { Ids.IsEmpty: true, Entity: null, From: null, Before: null })
        {
            problems.Add("prediction_ids", 0, "must name rows, or there must be an entity or a time: from, to or both");
        }
        if (!rows.Ids.IsEmpty)
        {
            problems.Add(RequestRules.RowCount("prediction_ids", rows.Ids.Length));
            if (rows.Entity is { } whose) problems.Add("entity", whose, OneChoice);
            if (rows.From is { } first) problems.Add("from", first, OneChoice);
            if (rows.Before is { } last) problems.Add("to", last, OneChoice);
        }
        for (var i = 0; i < rows.Ids.Length && !problems.IsFull; i++)
        {
            if (!RequestRules.IsId(rows.Ids[i])) problems.Add(RequestRules.Id($"prediction_ids[{i}]", rows.Ids[i]));
        }
        if (rows.Entity is { } entity) problems.Add(RequestRules.Entity("entity", entity));
        if (rows.From >= rows.Before) problems.Add("to", rows.Before, "must be after from");
    }

    private static void Refuse(ProblemList problems)
    {
        if (problems.ToRefusal() is { } refusal) throw new RefusedException(refusal);
    }

    private string IdOf(string requestId) => requestId.Length == 0 ? options.NewId() : requestId;
}
