using RetrainGrains.Domain.Ensembles;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Fleet.Serving;
using RetrainGrains.Storage;

namespace RetrainGrains.Cli.Replay;

/// <summary>The serving process of one model's replay: follows the serving table after every commit.</summary>
internal sealed class ReplayServing(IDatabase database, string modelId) : IServingHint
{
    private const int Page = 1_000;
    private readonly ScorerCache scorers = new(database.Artifacts);
    private long epoch;

    /// <summary>The version that serves now; null before the first one.</summary>
    public ServedModel? Served { get; private set; }

    public async Task ChangedAsync()
    {
        while (await database.Serving.ChangedSinceAsync(epoch, Page) is { Count: > 0 } page)
        {
            epoch = page[^1].Epoch;
            if (page.LastOrDefault(change => change.Row.ModelId == modelId) is not { } mine) continue;
            Served = await ServedModel.LoadAsync(DomainJson.Read<ServingPlan>(mine.Row.Plan), scorers);
        }
    }
}
