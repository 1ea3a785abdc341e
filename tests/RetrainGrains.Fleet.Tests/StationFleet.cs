using RetrainGrains.Domain.Ensembles;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Fleet.Models;

namespace RetrainGrains.Fleet.Tests;

/// <summary>Plays the prediction service of one station: history, predictions, and outcomes an hour later.</summary>
internal sealed class StationFleet(TestFleet fleet, Station station, string modelId = "station")
{
    /// <summary>Small and quick: one tree recipe that retrains, and the baseline.</summary>
    public const string Policy = """
        {
          "challengers": {
            "recipes": ["leafwise/30d", "last-value"],
            "trees": { "numberOfTrees": 12, "numberOfLeaves": 6, "minimumExampleCountPerLeaf": 10 }
          }
        }
        """;

    private readonly ScorerCache scorers = new(fleet.Database.Artifacts);
    private int hour;

    public Station Station => station;

    /// <summary>The values of features that were added to the schema, which each row that is asked for has.</summary>
    public float[] Further { get; set; } = [];

    public IModelGrain Grain => fleet.Model(modelId);

    public Task<Answer<ModelView>> RegisterAsync(string policy = Policy, string requestId = "register") =>
        Grain.Register(new RegisterModel("regression", Station.Schema, "", policy, 7, requestId));

    /// <summary>Registers, imports 30 days of history, and lets the first run be made and promoted.</summary>
    public async Task<ModelView> StartAsync(string policy = Policy)
    {
        await RegisterAsync(policy);
        await ImportAsync();
        await Grain.Check(dryRun: false);
        await fleet.PassAsync(TimeSpan.FromMinutes(10));
        return await ViewAsync();
    }

    public Task ImportAsync() => fleet.Database.Observations.ImportAsync(
        modelId, [.. Enumerable.Range(-Station.HistoryHours, Station.HistoryHours).Select(station.History)]);

    /// <summary>Predicts and learns, hour by hour.</summary>
    public async Task PlayAsync(int days)
    {
        for (var end = hour + days * 24; hour < end; hour++)
        {
            await fleet.PassToAsync(Station.At(hour));
            if (hour > 0)
            {
                await fleet.Database.Observations.RecordOutcomesAsync(modelId, [station.Outcome(hour - 1)]);
                await Grain.OutcomesArrived();
            }
            await PredictAsync(hour);
        }
    }

    public async Task PredictAsync(int asked)
    {
        var plan = (await fleet.Database.Serving.ChangedSinceAsync(0, 100))
            .Single(change => change.Row.ModelId == modelId).Row.Plan;
        var served = await ServedModel.LoadAsync(DomainJson.Read<ServingPlan>(plan), scorers);
        float[] features = [.. station.Features(asked), .. Further];
        var row = served.Plan.Schema.Fit(features);
        var prediction = served.Predict(row, Station.At(asked).ToUnixTimeMilliseconds());
        await fleet.Database.Observations.AppendPredictionsAsync(
            modelId, [new PredictionRow(Station.Id(asked), Station.At(asked), features, prediction, served.Version)]);
    }

    public async Task<ModelView> ViewAsync() => (await Grain.Describe()).Value!;

    public Task<Answer<CheckAnswer>> TriggerAsync(
        string requestId = "", bool emergency = false, bool dryRun = false) => Grain.Trigger(
            new TriggerModel("ann", "the sensor was replaced", emergency, Force: true, requestId, dryRun));

    public async Task<ModelRow> RowAsync() => (await fleet.Database.Models.FindAsync(modelId))!;

    public async Task<LifecycleEvent[]> LedgerAsync() =>
        [.. (await fleet.Database.Models.LedgerAsync(modelId, 1, 10_000)).Select(line =>
            DomainJson.Read<LifecycleEvent>(line.Body))];

    public async Task<IReadOnlyList<RunRow>> RunsAsync() =>
        await fleet.Database.Runs.ListAsync(modelId, DateTimeOffset.UnixEpoch, 1_000);

    /// <summary>A second activation's view of the model, as another silo might have it.</summary>
    public async Task<ModelSession> OtherActivationAsync() =>
        (await ModelSession.LoadAsync(
            fleet.Database, new ScorerCache(fleet.Database.Artifacts), NoWorkers.Instance, modelId))!;
}
