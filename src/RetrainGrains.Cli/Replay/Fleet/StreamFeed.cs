using Orleans;
using Orleans.Simulation;
using RetrainGrains.Contracts;
using RetrainGrains.Storage;

namespace RetrainGrains.Cli.Replay.Fleet;

/// <summary>Plays the part of the prediction services: history first, then predictions, and outcomes when they are known.</summary>
internal sealed class StreamFeed(
    SimulationScheduler simulation, IGrainFactory grains, IDatabase database, ReplayServing serving, ReplayPlan plan)
{
    private const int ImportBatch = 5_000;
    private const int ReportEvery = 500;

    private readonly ImmutableArray<FedStream> streams = [.. plan.Streams.Select(stream => new FedStream(stream))];

    public ImmutableArray<PredictionSeries> Series => [.. streams.Select(stream => stream.Series)];

    public async Task RunAsync(IProgress<ReplayProgress> progress, CancellationToken cancellation)
    {
        foreach (var stream in streams) await JoinAsync(stream);
        var (done, total) = (0L, streams.Sum(stream => (long)stream.Series.Count));
        while (streams.Select(stream => stream.Next).Min() is { } next)
        {
            cancellation.ThrowIfCancellationRequested();
            await simulation.AdvanceTo(next);
            foreach (var stream in streams) await LearnAsync(stream, next);
            foreach (var stream in streams) done += await AskAsync(stream, next);
            if (done % ReportEvery < streams.Length) progress.Report(new ReplayProgress("replay", done, total));
        }
        await simulation.Settle();
        progress.Report(new ReplayProgress("replay", total, total));
    }

    private async Task JoinAsync(FedStream fed)
    {
        var modelId = fed.Stream.ModelId;
        var model = grains.GetGrain<IModelGrain>(modelId);
        var registered = await model.Register(new RegisterModel(
            "replay", fed.Stream.Schema, Presets.Default, DomainJson.Write(plan.Policy), plan.Seed, $"replay/{modelId}"));
        if (registered.Refusal is { } refusal) throw new InvalidOperationException($"{modelId}: {refusal}");
        var known = fed.TakeHistory(simulation.Clock.GetUtcNow());
        foreach (var batch in known.Chunk(ImportBatch)) await database.Observations.ImportAsync(modelId, batch);
        await model.Check(dryRun: false);
    }

    private async Task LearnAsync(FedStream fed, DateTimeOffset now)
    {
        var modelId = fed.Stream.ModelId;
        var (history, outcomes) = fed.TakeKnown(now);
        if (history.Count > 0) await database.Observations.ImportAsync(modelId, history);
        if (outcomes.Count > 0) await database.Observations.RecordOutcomesAsync(modelId, outcomes);
        if (history.Count + outcomes.Count > 0) await grains.GetGrain<IModelGrain>(modelId).OutcomesArrived();
    }

    private async Task<int> AskAsync(FedStream fed, DateTimeOffset now)
    {
        if (fed.TakeAsked(now) is not { } row) return 0;
        if (serving.Find(fed.Stream.ModelId) is not { } served) return 1;
        var prediction = served.Predict(row.Features, row.At.ToUnixTimeMilliseconds());
        await database.Observations.AppendPredictionsAsync(
            fed.Stream.ModelId, [new PredictionRow(row.Id, row.At, row.Features, prediction, served.Version)]);
        fed.Answer(prediction);
        return 1;
    }
}
