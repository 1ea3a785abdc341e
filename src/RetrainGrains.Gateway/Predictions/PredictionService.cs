using RetrainGrains.Domain.Observations;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Fleet.Serving;
using RetrainGrains.Gateway.Requests;
using RetrainGrains.Gateway.Serving;
using RetrainGrains.Gateway.Telemetry;
using RetrainGrains.Storage;

namespace RetrainGrains.Gateway.Predictions;

/// <summary>
/// Answers predictions, for every transport: reads the rows, scores them with one version, logs them,
/// and answers after the commit, or before it where the policy says so. While the database is away it answers from
/// memory, and says so.
/// </summary>
/// <remarks>
/// The first answer under a prediction id counts. Asked again for the same time and features, the same version gives
/// the same answer, and that is no fault. An answer that differs from the logged one is refused, and the whole request
/// with it; its other rows are still logged. A caller that retries therefore sends ids and times. An answer that
/// is given while the database is away is compared when it is logged, and then it is too late to refuse it. A worker
/// may answer otherwise the second time, or be away: a repeated question to it may be refused.
/// </remarks>
public sealed class PredictionService(
    ServingTable table, WorkerScores workers, PredictionBatcher batcher, ModelSchemas schemas, TimeProvider clock,
    Func<DateTimeOffset, string> newId, TimeSpan clockTolerance)
{
    private static readonly RowPath Single = new("row", Indexed: false);
    private static readonly RowPath Batch = new("rows", Indexed: true);

    public Task<Answer<Predicted>> PredictAsync(
        string modelId, PredictionInput row, CancellationToken cancellation = default) =>
        PredictAsync(modelId, [row], Single, cancellation);

    public Task<Answer<Predicted>> PredictAsync(
        string modelId, IReadOnlyList<PredictionInput> rows, CancellationToken cancellation = default) =>
        PredictAsync(modelId, rows, Batch, cancellation);

    private async Task<Answer<Predicted>> PredictAsync(
        string modelId, IReadOnlyList<PredictionInput> rows, RowPath path, CancellationToken cancellation)
    {
        var problems = new ProblemList();
        problems.Add(RequestRules.ModelId(modelId));
        problems.Add(RequestRules.RowCount(path.Name, rows.Count));
        if (problems.ToRefusal() is { } malformed) return malformed;
        // Read once: the whole batch is answered by this entry, whatever is promoted meanwhile.
        if (table.Find(modelId) is not { } serving) return await schemas.RefuseAsync(modelId, cancellation);
        var scored = Score(serving, rows, path, problems);
        if (problems.ToRefusal() is { } invalid) return invalid;
        bool[]? fallbacks = null;
        if (!serving.Model.External.IsEmpty) fallbacks = await AskWorkersAsync(serving.Model, scored, cancellation);

        var appended = await batcher.AppendAsync(modelId, scored, serving.Model.Plan.Durable);
        if (appended.Refusal is { } busy) return busy;
        var logged = appended.Value!.Logged;
        if (logged && RefuseConflicts(scored, appended.Value.Statuses, path) is { } conflict) return conflict;
        GatewayMeter.Predictions.Add(scored.Length);
        return new Predicted(
            Outputs(serving.Model, scored, fallbacks), serving.Model.Version, serving.Revision, logged);
    }

    private PredictionRow[] Score(
        ServingEntry serving, IReadOnlyList<PredictionInput> rows, RowPath path, ProblemList problems)
    {
        var (model, fed) = (serving.Model, FedFeatures.For(serving, table));
        var times = new TimeBound(clock.GetUtcNow(), clockTolerance);
        var scored = new PredictionRow[rows.Count];
        var isTogether = model.PrefersBatches && rows.Count > 1;
        var ids = rows.Count > 1 ? new HashSet<string>(rows.Count) : null;
        for (var i = 0; i < rows.Count && !problems.IsFull; i++)
        {
            var id = rows[i].PredictionId;
            var at = rows[i].At ?? (TimedId.TryRead(id, out var told) ? told : times.Now);
            var isTime = times.Allows(at);
            if (id.Length == 0 && isTime) id = newId(at);
            if (id.Length > 0 && !RequestRules.IsId(id))
            {
                problems.Add(RequestRules.Id($"{path.At(i)}.prediction_id", id));
            }
            else if (!TimedId.Suits(id, at)) problems.Add(RequestRules.OtherTime($"{path.At(i)}.prediction_id", id));
            else if (ids?.Add(id) == false)
            {
                problems.Add($"{path.At(i)}.prediction_id", id, "must be unique in the batch");
            }
            if (!isTime) problems.Add(times.Check($"{path.At(i)}.at", at));
            if (rows[i].Entity.Length > 0) problems.Add(RequestRules.Entity($"{path.At(i)}.entity", rows[i].Entity));
            if (RowParser.Read(model.Plan.Schema, rows[i].Features, path, i, problems) is not { } features) continue;
            fed?.Fill(features, at.ToUnixTimeMilliseconds());
            var value = isTogether ? 0 : model.Predict(features, at.ToUnixTimeMilliseconds());
            if (double.IsNaN(value)) RefuseUnanswered(model, id, path.At(i), problems);
            scored[i] = new PredictionRow(id, at, features, value, model.Version) { Entity = rows[i].Entity };
        }
        if (isTogether && !problems.Any) PredictTogether(model, scored, path, problems);
        return scored;
    }

    private static void PredictTogether(
        ServedModel model, PredictionRow[] rows, RowPath path, ProblemList problems)
    {
        var values = model.PredictAll(FeaturesOf(rows), TimesOf(rows));
        for (var i = 0; i < rows.Length; i++)
        {
            if (double.IsNaN(values[i])) RefuseUnanswered(model, rows[i].PredictionId, path.At(i), problems);
            rows[i] = rows[i] with { Prediction = values[i] };
        }
    }

    private static float[][] FeaturesOf(PredictionRow[] rows) => Array.ConvertAll(rows, row => row.Features);

    private static long[] TimesOf(PredictionRow[] rows) =>
        Array.ConvertAll(rows, row => row.At.ToUnixTimeMilliseconds());

    private static void RefuseUnanswered(ServedModel model, string id, string field, ProblemList problems) =>
        problems.Add(field, id, $"gets no prediction: version {model.Version} has no answer to such a row, as a model "
            + "in ONNX to a value that is missing");

    // Rows come scored as this process scores them: workers' parts are put in, and which rows miss one is answered.
    private async Task<bool[]> AskWorkersAsync(
        ServedModel model, PredictionRow[] rows, CancellationToken cancellation)
    {
        var answers = await workers.AskAsync(model, rows, cancellation);
        var fallbacks = new bool[rows.Length];
        var each = model.External.Length;
        for (var i = 0; i < rows.Length; i++)
        {
            var row = rows[i];
            var value = model.Predict(
                row.Features, row.At.ToUnixTimeMilliseconds(), answers.AsSpan(i * each, each), out fallbacks[i]);
            rows[i] = row with { Prediction = value };
        }
        GatewayMeter.Fallbacks.Add(fallbacks.Count(missed => missed));
        return fallbacks;
    }

    private static ImmutableArray<PredictionOutput> Outputs(
        ServedModel model, PredictionRow[] rows, bool[]? fallbacks)
    {
        var outputs = ImmutableArray.CreateBuilder<PredictionOutput>(rows.Length);
        var classes = model.Plan.Schema.Classes;
        var together = classes is not null && model.PrefersBatches && rows.Length > 1
            ? model.PredictAllClasses(FeaturesOf(rows), TimesOf(rows))
            : null;
        for (var i = 0; i < rows.Length; i++)
        {
            var output = new PredictionOutput(rows[i].PredictionId, rows[i].Prediction, fallbacks?[i] ?? false);
            outputs.Add(classes is null ? output : WithClasses(
                output, rows[i], classes.Value, together?[i] ?? ProbabilitiesOf(rows[i], model)));
        }
        return outputs.MoveToImmutable();
    }

    // Probabilities are not logged: they are asked for when all else is well.
    private static PredictionOutput WithClasses(
        PredictionOutput output, PredictionRow row, ImmutableArray<string> classes, double[] probabilities) =>
        output with { Label = classes[(int)row.Prediction], Probabilities = probabilities };

    private static double[] ProbabilitiesOf(PredictionRow row, ServedModel model)
    {
        var probabilities = new double[model.Plan.Schema.Answer.Classes];
        model.PredictClasses(row.Features, row.At.ToUnixTimeMilliseconds(), probabilities);
        return probabilities;
    }

    private static Refusal? RefuseConflicts(PredictionRow[] rows, IReadOnlyList<RecordStatus> statuses, RowPath path)
    {
        var problems = new ProblemList();
        for (var i = 0; i < rows.Length; i++)
        {
            if (statuses[i] is RecordStatus.Stored or RecordStatus.Duplicate) continue;
            if (statuses[i] == RecordStatus.Erased)
            {
                problems.Add($"{path.At(i)}.entity", rows[i].Entity,
                    "was erased, and the row's time is before that: it is not logged");
                continue;
            }
            problems.Add($"{path.At(i)}.prediction_id", rows[i].PredictionId,
                "was answered before, for another time, other features or by another model; that answer counts");
        }
        return problems.ToRefusal(RefusalKind.AlreadyExists);
    }
}
