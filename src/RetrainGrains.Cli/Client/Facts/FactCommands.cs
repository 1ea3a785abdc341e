using Google.Protobuf.WellKnownTypes;
using RetrainGrains.Cli.Client.Connection;
using RetrainGrains.Cli.Terminal;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Cli.Client.Facts;

/// <summary>Records outcomes, and repairs facts that were wrong.</summary>
internal static class FactCommands
{
    // A server takes as many in one request.
    private const int BatchRowsMax = 10_000;

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    public static async Task<int> RecordAsync(OutcomeOptions options, ServerSession session)
    {
        var problems = new List<Problem>();
        var outcomes = OutcomeFile.Read(options, problems);
        if (problems.Count > 0) return session.Output.Refuse(problems);
        var all = new V1.RecordResponse();
        foreach (var batch in outcomes.Chunk(BatchRowsMax))
        {
            var recorded = await session.Observations.RecordOutcomesAsync(
                new V1.RecordOutcomesRequest { ModelId = options.Model, Outcomes = { batch } }, session.Call);
            all.MergeFrom(recorded);
        }
        all.Stored = all.Statuses.Count(
            status => status is V1.RecordStatus.Stored or V1.RecordStatus.Late);
        return session.Show(all, () => RepairDisplay.Write(session.Output, all));
    }

    public static async Task<int> CorrectAsync(CorrectOptions options, ServerSession session)
    {
        var problems = new List<Problem>();
        var outcomes = OutcomeFile.Read(options, problems);
        if (outcomes.Count > BatchRowsMax)
        {
            problems.Add(
                Problem.Of("--data", outcomes.Count, $"must have at most {BatchRowsMax} rows: split the file"));
        }
        if (problems.Count > 0) return session.Output.Refuse(problems);
        var request = new V1.CorrectOutcomesRequest
        {
            ModelId = options.Model, Outcomes = { outcomes }, Reason = options.Reason,
            RequestId = session.NewRequestId(),
        };
        var repair = await session.Repairs.CorrectOutcomesAsync(request, session.Call);
        return await ShowAsync(repair, options.Model, options.NoWait, session);
    }

    public static async Task<int> WithdrawAsync(WithdrawOptions options, ServerSession session)
    {
        var problems = new List<Problem>();
        var request = new V1.WithdrawObservationsRequest
        {
            ModelId = options.Model, PredictionIds = { options.Ids }, Entity = options.Entity ?? "",
            From = ToWire(OptionReader.Time("--from", options.From, problems)),
            To = ToWire(OptionReader.Time("--to", options.To, problems)),
            Reason = options.Reason, RequestId = session.NewRequestId(),
        };
        if (problems.Count > 0) return session.Output.Refuse(problems);
        var repair = await session.Repairs.WithdrawObservationsAsync(request, session.Call);
        return await ShowAsync(repair, options.Model, options.NoWait, session);
    }

    public static async Task<int> EraseEntityAsync(EraseEntityOptions options, ServerSession session)
    {
        var request = new V1.EraseEntityRequest
        {
            ModelId = options.Model, Entity = options.Entity, Reason = options.Reason,
            RequestId = session.NewRequestId(),
        };
        var repair = await session.Repairs.EraseEntityAsync(request, session.Call);
        return await ShowAsync(repair, options.Model, options.NoWait, session);
    }

    public static async Task<int> ShowAsync(ShowRepairOptions options, ServerSession session)
    {
        var repair = await FindAsync(options.Model, options.Request, session);
        return session.Show(repair, () => RepairDisplay.Write(session.Output, repair));
    }

    private static async Task<int> ShowAsync(V1.Repair repair, string modelId, bool noWait, ServerSession session)
    {
        // Statuses are in the first answer alone.
        var statuses = repair.Statuses.ToArray();
        while (!noWait && repair.Stage != V1.RepairStage.Done && repair.OverwritingProblem.Length == 0)
        {
            await Task.Delay(LookEvery, session.Clock, session.Cancellation);
            repair = await FindAsync(modelId, repair.RequestId, session);
        }
        repair.Statuses.Clear();
        repair.Statuses.Add(statuses);
        var code = session.Show(repair, () => RepairDisplay.Write(session.Output, repair));
        // Who promised to erase must not take this for done.
        return repair.OverwritingProblem.Length > 0 ? ExitCode.Failure : code;
    }

    private static async Task<V1.Repair> FindAsync(string modelId, string requestId, ServerSession session) =>
        await session.Repairs.GetRepairAsync(
            new V1.GetRepairRequest { ModelId = modelId, RequestId = requestId }, session.Call);

    private static Timestamp? ToWire(DateTime? at) =>
        at is { } time ? Timestamp.FromDateTime(DateTime.SpecifyKind(time, DateTimeKind.Utc)) : null;
}
