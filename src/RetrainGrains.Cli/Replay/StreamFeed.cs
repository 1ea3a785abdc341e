using RetrainGrains.Cli.Sources;
using RetrainGrains.Cli.Terminal;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Policies;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Fleet;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Fleet.Replay;
using RetrainGrains.Storage;

namespace RetrainGrains.Cli.Replay;

/// <summary>
/// Plays the part of the prediction services: history first, then predictions, and outcomes when they are known. What
/// an earlier replay stored is not stored again: rows are told apart by their ids.
/// </summary>
internal sealed class StreamFeed(
    VirtualLoop loop, IFleet fleet, IDatabase database, ReplayServing serving, ReplayPlan plan)
{
    private const int Batch = 5_000;
    private const int ReportEvery = 500;

    private readonly ImmutableArray<FedStream> streams = [.. plan.Streams.Select(stream => new FedStream(stream))];
    private bool resumed;

    public ImmutableArray<FedStream> Streams => streams;

    public async Task RunAsync(IProgress<PhaseProgress> progress, CancellationToken cancellation)
    {
        await serving.ChangedAsync();
        foreach (var stream in streams) await JoinAsync(stream);
        var total = streams.Sum(stream => (long)stream.Series.Count);
        while (streams.Select(stream => stream.Next).Min() is { } next)
        {
            cancellation.ThrowIfCancellationRequested();
            await loop.AdvanceTo(next);
            foreach (var stream in streams) await LearnAsync(stream, next);
            foreach (var stream in streams) await AskAsync(stream, next);
            var done = streams.Sum(stream => (long)stream.Asked);
            if (done % ReportEvery < streams.Length) progress.Report(new PhaseProgress("replay", done, total));
        }
        await loop.Settle();
        if (resumed) foreach (var stream in streams) stream.Restore(await PredictionsAsync(stream.Stream.ModelId));
        progress.Report(new PhaseProgress("replay", total, total));
    }

    private async Task JoinAsync(FedStream fed)
    {
        var modelId = fed.Stream.ModelId;
        var model = fleet.Model(modelId);
        var registered = await model.Register(new RegisterModel(
            "replay", fed.Stream.Schema, Presets.Default, DomainJson.Write(plan.Policy), plan.Seed,
            $"replay/{modelId}"));
        if (registered.Refusal is { } refusal) throw new InvalidOperationException($"{modelId}: {refusal}");
        var state = registered.Value!.State;
        RequireSame(state, fed.Stream);
        fed.Resume(loop.Clock.GetUtcNow());
        await StoreAsync(fed.Stream, fed.TakeKnown(loop.Clock.GetUtcNow()));
        resumed |= state.LastCheck is not null;
        if (state.LastCheck is null) await model.Check(dryRun: false);
        else await model.OutcomesArrived();
    }

    // Half a replay by one policy and half by another would be measured as neither.
    private void RequireSame(ModelState state, ObservationStream stream)
    {
        string? other = state.Seed != plan.Seed ? "seed"
            : DomainJson.Write(state.Policy) != DomainJson.Write(plan.Policy) ? "policy"
            : DomainJson.Write(state.Schema) != DomainJson.Write(stream.Schema) ? "schema"
            : null;
        if (other is null) return;
        throw new InvalidOperationException(
            $"{stream.ModelId}: {plan.DatabasePath} holds a replay with another {other}; use another file");
    }

    private async Task LearnAsync(FedStream fed, DateTimeOffset now)
    {
        var known = fed.TakeKnown(now);
        if (known.Count == 0) return;
        await StoreAsync(fed.Stream, known);
        var model = fleet.Model(fed.Stream.ModelId);
        await model.OutcomesArrived();
        if (fed.Regret.IsDue(now) && (await model.Describe()).Value is { } view) fed.Regret.Add(view);
    }

    private async Task StoreAsync(ObservationStream stream, List<StreamRow> known)
    {
        var firstServed = stream.Served[0].At;
        foreach (var batch in known.Chunk(Batch))
        {
            List<StreamRow> history = [.. batch.Where(row => row.At < firstServed)];
            OutcomeRow[] outcomes =
                [.. batch.Where(row => row.At >= firstServed)
                    .Select(row => new OutcomeRow(row.Id, row.Outcome, row.KnownAt))];
            var recorded = await database.Observations.RecordOutcomesAsync(stream.ModelId, outcomes);
            // Rows that came before the first champion were asked in vain: they are history too.
            history.AddRange(
                batch.Where(row => row.At >= firstServed)
                .Where((_, i) => recorded[i] == RecordStatus.UnknownPrediction));
            await database.Observations.ImportAsync(
                stream.ModelId,
                [.. history.Select(row => new HistoryRow(row.Id, row.At, row.Features, row.Outcome, row.KnownAt))]);
        }
    }

    private async Task AskAsync(FedStream fed, DateTimeOffset now)
    {
        if (fed.TakeAsked(now) is not { } row || serving.Find(fed.Stream.ModelId) is not { } served) return;
        var prediction = served.Predict(row.Features, row.At.ToUnixTimeMilliseconds());
        await database.Observations.AppendPredictionsAsync(
            fed.Stream.ModelId, [new PredictionRow(row.Id, row.At, row.Features, prediction, served.Version)]);
        fed.Answer(prediction);
    }

    private async Task<Dictionary<string, double>> PredictionsAsync(string modelId)
    {
        var predictions = new Dictionary<string, double>();
        var cursor = 0L;
        while (await database.Observations.LabelledAfterAsync(modelId, cursor, Batch) is { Count: > 0 } page)
        {
            foreach (var row in page) predictions[row.PredictionId] = row.Prediction;
            cursor = page[^1].Sequence;
        }
        return predictions;
    }
}
