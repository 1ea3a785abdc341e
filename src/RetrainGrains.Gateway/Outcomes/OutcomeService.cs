using RetrainGrains.Domain.Observations;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Gateway.Availability;
using RetrainGrains.Gateway.Requests;
using RetrainGrains.Gateway.Serving;
using RetrainGrains.Gateway.Telemetry;
using RetrainGrains.Storage;

namespace RetrainGrains.Gateway.Outcomes;

/// <summary>
/// Takes in what came true, for every transport: reads the rows, stores them, answers after the commit,
/// and tells the model. While the database is away its callers wait.
/// </summary>
public sealed class OutcomeService(
    IObservationLog log, DeferredWrites writes, ModelSchemas schemas, OutcomeHints hints, TimeProvider clock,
    Func<DateTimeOffset, string> newId)
{
    private static readonly RowPath Outcomes = new("outcomes", Indexed: true);
    private static readonly RowPath Rows = new("rows", Indexed: true);
    private static readonly OutcomeParser OfOutcome = new(Outcomes, "value", "label");
    private static readonly OutcomeParser OfHistory = new(Rows, "outcome", "outcome_label");

    public async Task<Answer<Recorded>> RecordAsync(
        string modelId, IReadOnlyList<OutcomeInput> outcomes, CancellationToken cancellation = default)
    {
        if (Malformed(modelId, outcomes.Count, Outcomes) is { } malformed) return malformed;
        var now = clock.GetUtcNow();
        return await writes.WriteAsync<Recorded>(modelId, Outcomes.Name, outcomes.Count, async once =>
        {
            if (await schemas.FindAsync(modelId, once) is not { } schema) return ModelSchemas.Unknown(modelId);
            var problems = new ProblemList();
            var rows = Read(schema, outcomes, now, problems);
            if (problems.ToRefusal() is { } invalid) return invalid;
            return await FinishAsync(modelId, await log.RecordOutcomesAsync(modelId, rows, once));
        }, cancellation);
    }

    public async Task<Answer<Recorded>> ImportAsync(
        string modelId, IReadOnlyList<HistoryInput> history, CancellationToken cancellation = default)
    {
        if (Malformed(modelId, history.Count, Rows) is { } malformed) return malformed;
        var (named, now) = (Named(history), clock.GetUtcNow());
        return await writes.WriteAsync<Recorded>(modelId, Rows.Name, named.Length, async once =>
        {
            if (await schemas.FindAsync(modelId, once) is not { } schema) return ModelSchemas.Unknown(modelId);
            var problems = new ProblemList();
            var rows = Read(schema, named, now, problems);
            if (problems.ToRefusal() is { } invalid) return invalid;
            return await FinishAsync(modelId, await log.ImportAsync(modelId, rows, once));
        }, cancellation);
    }

    // Before the first try, so that a second one stores no row twice.
    private HistoryInput[] Named(IReadOnlyList<HistoryInput> history) =>
        [.. history.Select(row => row.PredictionId.Length > 0
            ? row
            : row with { PredictionId = newId(row.At ?? DateTimeOffset.UnixEpoch) })];

    private static Refusal? Malformed(string modelId, int count, RowPath path)
    {
        var problems = new ProblemList();
        problems.Add(RequestRules.ModelId(modelId));
        problems.Add(RequestRules.RowCount(path.Name, count));
        return problems.ToRefusal();
    }

    private static OutcomeRow[] Read(
        FeatureSchema schema, IReadOnlyList<OutcomeInput> outcomes, DateTimeOffset now, ProblemList problems)
    {
        var rows = new OutcomeRow[outcomes.Count];
        for (var i = 0; i < rows.Length && !problems.IsFull; i++)
        {
            var (id, knownAt) = (outcomes[i].PredictionId, outcomes[i].KnownAt ?? now);
            if (!RequestRules.IsId(id)) problems.Add(RequestRules.Id($"{Outcomes.At(i)}.prediction_id", id));
            var value = OfOutcome.Read(schema, outcomes[i].Value, outcomes[i].Label, i, problems);
            if (!RequestRules.IsTime(knownAt)) problems.Add(RequestRules.Time($"{Outcomes.At(i)}.known_at", knownAt));
            rows[i] = new OutcomeRow(id, value, knownAt);
        }
        return rows;
    }

    private static HistoryRow[] Read(
        FeatureSchema schema, IReadOnlyList<HistoryInput> history, DateTimeOffset now, ProblemList problems)
    {
        var rows = new HistoryRow[history.Count];
        for (var i = 0; i < rows.Length && !problems.IsFull; i++)
        {
            var (id, knownAt) = (history[i].PredictionId, history[i].KnownAt ?? now);
            if (!RequestRules.IsId(id)) problems.Add(RequestRules.Id($"{Rows.At(i)}.prediction_id", id));
            var value = OfHistory.Read(schema, history[i].Outcome, history[i].Label, i, problems);
            CheckTimes(history[i].At, knownAt, i, problems);
            if (!TimedId.Suits(id, history[i].At ?? default))
            {
                problems.Add(RequestRules.OtherTime($"{Rows.At(i)}.prediction_id", id));
            }
            if (RowParser.Read(schema, history[i].Features, Rows, i, problems) is not { } features) continue;
            rows[i] = new HistoryRow(id, history[i].At ?? default, features, value, knownAt);
        }
        return rows;
    }

    private static void CheckTimes(DateTimeOffset? at, DateTimeOffset knownAt, int index, ProblemList problems)
    {
        if (at is not { } time) problems.Add($"{Rows.At(index)}.at", null, "must say when the row was observed");
        else if (!RequestRules.IsTime(time)) problems.Add(RequestRules.Time($"{Rows.At(index)}.at", time));
        if (!RequestRules.IsTime(knownAt)) problems.Add(RequestRules.Time($"{Rows.At(index)}.known_at", knownAt));
        else if (knownAt < at) problems.Add($"{Rows.At(index)}.known_at", knownAt, "must not be before at");
    }

    private async Task<Recorded> FinishAsync(string modelId, IReadOnlyList<RecordStatus> statuses)
    {
        var recorded = new Recorded([.. statuses]);
        if (recorded.Stored == 0) return recorded;
        GatewayMeter.Outcomes.Add(recorded.Stored);
        await hints.SendAsync(modelId);
        return recorded;
    }
}
