using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Policies;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Fleet;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Fleet.Replay;
using RetrainGrains.Sources;
using RetrainGrains.Storage;

namespace RetrainGrains.Cli.Replay;

/// <summary>
/// Plays the part of the prediction service of one model: history first, then predictions, and outcomes when they are
/// known. What an earlier replay stored is not stored again: rows are told apart by their ids.
/// </summary>
internal sealed class StreamFeed(
    VirtualLoop loop, IFleet fleet, IDatabase database, ReplayServing serving, ReplayPlan plan, FedStream fed)
{
    private const int Batch = 5_000;
    private const int ReportEvery = 500;

    private readonly ObservationStream stream = fed.Stream;
    private bool resumed;

    public async Task RunAsync(JoinedProgress progress, CancellationToken cancellation)
    {
        await serving.ChangedAsync();
        await JoinAsync();
        var reported = 0;
        while (fed.Next is { } next)
        {
            cancellation.ThrowIfCancellationRequested();
            await loop.AdvanceTo(next);
            await LearnAsync(next);
            await AskAsync(next);
            if (fed.Asked - reported < ReportEvery) continue;
            progress.Add(fed.Asked - reported);
            reported = fed.Asked;
        }
        await loop.Settle();
        if (resumed) fed.Restore(await PredictionsAsync());
        progress.Add(fed.Asked - reported);
    }

    private async Task JoinAsync()
    {
        var modelId = stream.ModelId;
        var model = fleet.Model(modelId);
        var registered = await model.Describe();
        if (registered.Refusal is not null)
        {
            registered = await model.Register(new RegisterModel(
                "replay", stream.Schema, Presets.Default, DomainJson.Write(plan.Policy), plan.Seed,
                $"replay/{modelId}"));
        }
        if (registered.Refusal is { } refusal) throw new InvalidOperationException($"{modelId}: {refusal}");
        var state = registered.Value!.State;
        RequireSame(state);
        fed.Resume(loop.Clock.GetUtcNow());
        await StoreAsync(fed.TakeKnown(loop.Clock.GetUtcNow()));
        resumed |= state.LastCheck is not null;
        if (state.LastCheck is null) await model.Check(dryRun: false);
        else await model.OutcomesArrived();
    }

    // Half a replay by one policy and half by another would be measured as neither.
    private void RequireSame(ModelState state)
    {
        string? other = state.Seed != plan.Seed ? "seed"
            : DomainJson.Write(state.Policy) != DomainJson.Write(plan.Policy) ? "policy"
            : DomainJson.Write(state.Schema) != DomainJson.Write(stream.Schema) ? "schema"
            : null;
        if (other is null) return;
        throw new InvalidOperationException(
            $"{stream.ModelId}: {plan.DatabasePath} holds a replay with another {other}; use another file");
    }

    private async Task LearnAsync(DateTimeOffset now)
    {
        var known = fed.TakeKnown(now);
        if (known.Count == 0) return;
        await StoreAsync(known);
        var model = fleet.Model(stream.ModelId);
        await model.OutcomesArrived();
        if (fed.Regret.IsDue(now) && (await model.Describe()).Value is { } view) fed.Regret.Add(view);
    }

    private async Task StoreAsync(List<StreamRow> known)
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

    private async Task AskAsync(DateTimeOffset now)
    {
        if (fed.TakeAsked(now) is not { } row || serving.Served is not { } served) return;
        var prediction = served.Predict(row.Features, row.At.ToUnixTimeMilliseconds());
        await database.Observations.AppendPredictionsAsync(
            stream.ModelId, [new PredictionRow(row.Id, row.At, row.Features, prediction, served.Version)]);
        fed.Answer(prediction);
    }

    private async Task<Dictionary<string, double>> PredictionsAsync()
    {
        var predictions = new Dictionary<string, double>();
        var cursor = 0L;
        while (await database.Observations.LabelledAfterAsync(stream.ModelId, cursor, Batch) is { Count: > 0 } page)
        {
            foreach (var row in page) predictions[row.PredictionId] = row.Prediction;
            cursor = page[^1].Sequence;
        }
        return predictions;
    }
}
