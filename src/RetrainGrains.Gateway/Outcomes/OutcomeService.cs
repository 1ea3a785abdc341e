using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Gateway.Availability;
using RetrainGrains.Gateway.Requests;
using RetrainGrains.Gateway.Serving;
using RetrainGrains.Gateway.Telemetry;
using RetrainGrains.Storage;

namespace RetrainGrains.Gateway.Outcomes;

/// <summary>
/// Takes in what came true, for every transport: reads the rows, stores those that keep the rules, answers after the
/// commit with a status for each, and tells the model. While the database is away its callers wait.
/// </summary>
public sealed class OutcomeService(
    IObservationLog log, DeferredWrites writes, ModelSchemas schemas, OutcomeHints hints, TimeProvider clock,
    Func<DateTimeOffset, string> newId, TimeSpan clockTolerance)
{
    private const string Outcomes = "outcomes";
    private const string Rows = "rows";
    private static readonly OutcomeParser OfOutcome = new("value", "label");
    private static readonly OutcomeParser OfHistory = new("outcome", "outcome_label");

    public async Task<Answer<Recorded>> RecordAsync(
        string modelId, IReadOnlyList<OutcomeInput> outcomes, CancellationToken cancellation = default)
    {
        if (Malformed(modelId, outcomes.Count, Outcomes) is { } malformed) return malformed;
        var times = new TimeBound(clock.GetUtcNow(), clockTolerance);
        return await writes.WriteAsync<Recorded>(modelId, Outcomes, outcomes.Count, async once =>
        {
            if (await schemas.FindAsync(modelId, once) is not { } schema) return ModelSchemas.Unknown(modelId);
            var verdicts = new RowVerdicts<OutcomeRow>(outcomes.Count, row => row.At is { } at
                ? new RowName("at", at, row.KnownAt)
                : new RowName("prediction_id", row.PredictionId, row.KnownAt));
            for (var i = 0; i < outcomes.Count; i++)
            {
                var outcome = outcomes[i];
                verdicts.Judge(i, outcome.Unread, problems => Read(schema, outcome, times, problems));
            }
            await verdicts.StoreAsync(rows => log.RecordOutcomesAsync(modelId, rows, once));
            return await FinishAsync(modelId, verdicts.ToRecorded());
        }, cancellation);
    }

    public async Task<Answer<Recorded>> ImportAsync(
        string modelId, IReadOnlyList<HistoryInput> history, CancellationToken cancellation = default)
    {
        if (Malformed(modelId, history.Count, Rows) is { } malformed) return malformed;
        var times = new TimeBound(clock.GetUtcNow(), clockTolerance);
        var named = Named(history, times);
        return await writes.WriteAsync<Recorded>(modelId, Rows, named.Length, async once =>
        {
            if (await schemas.FindAsync(modelId, once) is not { } schema) return ModelSchemas.Unknown(modelId);
            var verdicts = new RowVerdicts<HistoryRow>(named.Length, row =>
                new RowName("prediction_id", row.PredictionId, row.KnownAt));
            for (var i = 0; i < named.Length; i++)
            {
                var row = named[i];
                verdicts.Judge(i, row.Unread, problems => Read(schema, row, times, problems));
            }
            await verdicts.StoreAsync(rows => log.ImportAsync(modelId, rows, once));
            return await FinishAsync(modelId, verdicts.ToRecorded());
        }, cancellation);
    }

    // Before the first try, so that a second one stores no row twice.
    private HistoryInput[] Named(IReadOnlyList<HistoryInput> history, TimeBound times) =>
        [.. history.Select(row => row.PredictionId.Length > 0 || row.At is not { } at || !times.Allows(at)
            ? row
            : row with { PredictionId = newId(at) })];

    private static Refusal? Malformed(string modelId, int count, string field)
    {
        var problems = new ProblemList();
        problems.Add(RequestRules.ModelId(modelId));
        problems.Add(RequestRules.RowCount(field, count));
        return problems.ToRefusal();
    }

    /// <summary>Reads one outcome by the model's schema; what is wrong with it is among the problems.</summary>
    internal static OutcomeRow Read(
        FeatureSchema schema, in OutcomeInput outcome, TimeBound times, ProblemList problems)
    {
        var knownAt = outcome.KnownAt ?? times.Now;
        CheckName(outcome, times, problems);
        var value = OfOutcome.Read(schema, outcome.Value, outcome.Label, problems);
        problems.Add(times.Check("known_at", knownAt));
        if (outcome.KnownAt is not null && outcome.At is { } at && times.Allows(at) && times.Allows(knownAt)
            && knownAt < at)
        {
            problems.Add(TooEarly(knownAt, at));
        }
        return new OutcomeRow(outcome.PredictionId, value, knownAt)
        {
            KnownNow = outcome.KnownAt is null, Entity = outcome.Entity ?? "", At = outcome.At,
        };
    }

    // By its id, or by entity and time: both at once could name two rows.
    private static void CheckName(in OutcomeInput outcome, TimeBound times, ProblemList problems)
    {
        var id = outcome.PredictionId;
        if (!outcome.IsByTime)
        {
            problems.Add(RequestRules.Id("prediction_id", id));
            return;
        }
        if (id.Length > 0)
        {
            problems.Add(
                "prediction_id", id, "must be left out where entity and at name the row", FaultKind.Contradiction);
        }
        problems.Add(RequestRules.Entity("entity", outcome.Entity ?? ""));
        if (outcome.At is { } at) problems.Add(times.Check("at", at));
        else problems.Add("at", null, "must say which time of the entity the outcome is about", FaultKind.Missing);
    }

    /// <summary>Reads a row of history by the model's schema; what is wrong with it is among the problems.</summary>
    internal static HistoryRow Read(FeatureSchema schema, in HistoryInput row, TimeBound times, ProblemList problems)
    {
        var at = row.At ?? default;
        var knownAt = row.KnownAt ?? at;
        var isTimed = row.At is not null && times.Allows(at);
        // Without a time of its own it has no id that could be made.
        if (row.PredictionId.Length > 0) problems.Add(RequestRules.Id("prediction_id", row.PredictionId));
        if (isTimed && !TimedId.Suits(row.PredictionId, at))
        {
            problems.Add(RequestRules.OtherTime("prediction_id", row.PredictionId));
        }
        if (row.At is null) problems.Add("at", null, "must say when the row was observed", FaultKind.Missing);
        else problems.Add(times.Check("at", at));
        if (row.Entity is { Length: > 0 } entity) problems.Add(RequestRules.Entity("entity", entity));
        var value = OfHistory.Read(schema, row.Outcome, row.Label, problems);
        if (row.KnownAt is not null) problems.Add(times.Check("known_at", knownAt));
        if (isTimed && times.Allows(knownAt) && knownAt < at) problems.Add(TooEarly(knownAt, at));
        return new HistoryRow(
            row.PredictionId, at, RowParser.Read(schema, row.Features, problems) ?? [], value, knownAt)
        {
            Entity = row.Entity ?? "",
        };
    }

    private static Problem TooEarly(DateTimeOffset knownAt, DateTimeOffset at) =>
        Problem.Of("known_at", knownAt, $"must not be before at, {Problem.ToText(at)}", FaultKind.TooEarly);

    /// <summary>Counts rows after their commit, and tells the model that there are new ones.</summary>
    internal async Task TellAsync(string modelId, long stored, long refused)
    {
        if (refused > 0) GatewayMeter.OutcomesRefused.Add(refused);
        if (stored == 0) return;
        GatewayMeter.Outcomes.Add(stored);
        await hints.SendAsync(modelId);
    }

    private async Task<Recorded> FinishAsync(string modelId, Recorded recorded)
    {
        await TellAsync(modelId, recorded.Stored, recorded.Refused);
        return recorded;
    }
}
