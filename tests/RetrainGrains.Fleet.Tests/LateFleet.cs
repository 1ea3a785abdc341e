using RetrainGrains.Domain.Ensembles;
using RetrainGrains.Domain.Estimation;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Storage.Formats;

namespace RetrainGrains.Fleet.Tests;

/// <summary>Plays the prediction service of one late stream.</summary>
internal sealed class LateFleet(TestFleet fleet, LateStream stream)
{
    private const string ModelId = "late";
    private readonly ScorerCache scorers = new(fleet.Database.Artifacts);
    private int hour;

    public IModelGrain Grain => fleet.Model(ModelId);

    /// <summary>Registers, learns from history, and gives the champion outcomes that it was not trained on.</summary>
    public async Task StartAsync(string policy)
    {
        await Grain.Register(new RegisterModel("late", stream.Schema, "", policy, 7, "register"));
        await fleet.Database.Observations.ImportAsync(ModelId, stream.History("history", hours: 400));
        await Grain.Check(dryRun: false);
        await fleet.PassAsync(TimeSpan.FromMinutes(10));
        await fleet.Database.Observations.ImportAsync(ModelId, stream.History("later", hours: 200));
        await Grain.Check(dryRun: false);
    }

    /// <summary>Predicts hour by hour, and reports what has become known.</summary>
    public async Task PlayAsync(int days)
    {
        for (var end = hour + days * 24; hour < end; hour++)
        {
            await fleet.PassToAsync(TestFleet.Start.AddHours(hour + 0.5));
            await PredictAsync();
            if (hour < LateStream.DelayHours) continue;
            await fleet.Database.Observations.RecordOutcomesAsync(
                ModelId, stream.Outcomes(hour - LateStream.DelayHours));
            await Grain.OutcomesArrived();
        }
    }

    public async Task<ModelChecked[]> ChecksAsync() =>
    [
        .. (await fleet.Database.Models.LedgerAsync(ModelId, 1, 10_000))
            .Select(line => DomainJson.Read<LifecycleEvent>(line.Body)).OfType<ModelChecked>(),
    ];

    public async Task<EstimationState?> StoredAsync() =>
        LearnedStateCodec.Read((await fleet.Database.Models.FindAsync(ModelId))!.LearnedState).Estimation;

    private async Task PredictAsync()
    {
        var plan = (await fleet.Database.Serving.ChangedSinceAsync(0, 100)).Single().Row.Plan;
        var served = await ServedModel.LoadAsync(DomainJson.Read<ServingPlan>(plan), scorers);
        await fleet.Database.Observations.AppendPredictionsAsync(
            ModelId,
            [
                .. stream.Asked(hour).Select(row => new PredictionRow(
                    row.Id, row.At, row.Features, served.Predict(row.Features, row.At.ToUnixTimeMilliseconds()),
                    served.Version)),
            ]);
    }
}
