using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Fleet.Serving;
using RetrainGrains.Gateway.Availability;
using RetrainGrains.Storage;

namespace RetrainGrains.Gateway.Serving;

/// <summary>The schemas of models: from the serving table when a model serves, else as it was registered.</summary>
public sealed class ModelSchemas(ServingTable table, IModelStore models, DatabaseCircuit circuit)
{
    /// <summary>Finds a model's schema; null when there is no such model.</summary>
    public async ValueTask<FeatureSchema?> FindAsync(string modelId, CancellationToken cancellation = default)
    {
        if (table.Find(modelId) is { } serving) return serving.Model.Plan.Schema;
        circuit.ThrowIfAway();
        return await models.FindAsync(modelId, cancellation) is { } row
            ? DomainJson.Read<Registered>(row.State).Schema
            : null;
    }

    /// <summary>Makes the refusal for a model that is not in the serving table.</summary>
    internal async Task<Refusal> RefuseAsync(string modelId, CancellationToken cancellation) =>
        await FindAsync(modelId, cancellation) is null
            ? Unknown(modelId)
            : Refusal.Of(RefusalKind.NotReady, "model_id", modelId,
                "has no version in service yet: import history or record outcomes, then trigger a training, or import "
                + "a model");

    internal static Refusal Unknown(string modelId) =>
        Refusal.Of(RefusalKind.NotFound, "model_id", modelId, "must name a registered model");

    // The part of the stored state that is needed before a model's first champion.
    private sealed record Registered(FeatureSchema Schema);
}
