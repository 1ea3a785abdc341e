using RetrainGrains.Domain.Attributions;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Learning.Explaining;
using RetrainGrains.Learning.Registry;
using RetrainGrains.Storage;

namespace RetrainGrains.Fleet.Models;

/// <summary>
/// Explains a sample of the rows whose outcome has come, by the champion's member whose attributions are monitored.
/// Holds its explainer, as large as its scorer, while the policy asks.
/// </summary>
internal sealed class AttributionLoader(IArtifactStore artifacts)
{
    private Explainer? explainer;
    private string? explained;

    public async Task<AttributionState?> AbsorbAsync(
        ModelState state, AttributionState? held, IReadOnlyList<ScoredRow> rows)
    {
        if (held?.ArtifactId != explained) (explainer, explained) = (null, null);
        if (held is null) return null;
        explainer ??= await LoadAsync(held.ArtifactId);
        explained = held.ArtifactId;
        return state.Policy.Drift.Attributions is { } policy
            ? AttributionAccumulator.Absorb(
                policy, state.Policy.Performance.Maturity, state.AttributionFacts, held, rows, explainer.Attributions)
            : held;
    }

    private async Task<Explainer> LoadAsync(string artifactId)
    {
        var bytes = await artifacts.GetAsync(artifactId)
            ?? throw new InvalidDataException($"artifact {artifactId} is not in the store");
        return ModelRegistry.Parse(bytes).CreateExplainer();
    }
}
