using RetrainGrains.Domain.Ensembles;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Fleet.Serving;
using RetrainGrains.Storage;

namespace RetrainGrains.Cli.Replay;

/// <summary>The serving process of a replay: follows the serving table after every commit that changed it.</summary>
internal sealed class ReplayServing(IDatabase database) : IServingHint
{
    private const int Page = 1_000;
    private readonly ScorerCache scorers = new(database.Artifacts);
    private readonly Dictionary<string, ServedModel> models = [];
    private long epoch;

    public ServedModel? Find(string modelId) => models.GetValueOrDefault(modelId);

    public async Task ChangedAsync()
    {
        foreach (var change in await database.Serving.ChangedSinceAsync(epoch, Page))
        {
            models[change.Row.ModelId] =
                await ServedModel.LoadAsync(DomainJson.Read<ServingPlan>(change.Row.Plan), scorers);
            epoch = change.Epoch;
        }
    }
}
