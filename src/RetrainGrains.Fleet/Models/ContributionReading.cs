using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Explaining;

namespace RetrainGrains.Fleet.Models;

/// <summary>
/// Explains a sample of the rows whose outcome has come, by the member of the champion that is watched. Holds its
/// explainer, as large as its scorer, while the policy asks.
/// </summary>
internal sealed class ContributionReading(IArtifactStore artifacts)
{
    private Explainer? explainer;
    private string? explained;

    public async Task<ContributionState?> AbsorbAsync(
        ModelState state, ContributionState? held, IReadOnlyList<ScoredRow> rows)
    {
        if (held?.ArtifactId != explained) (explainer, explained) = (null, null);
        if (held is null) return null;
        explainer ??= await LoadAsync(held.ArtifactId);
        explained = held.ArtifactId;
        return ContributionIntake.Absorb(state, held, rows, explainer.Contributions);
    }

    private async Task<Explainer> LoadAsync(string artifactId)
    {
        var bytes = await artifacts.GetAsync(artifactId)
            ?? throw new InvalidDataException($"artifact {artifactId} is not in the store");
        return Artifact.Parse(bytes).CreateExplainer();
    }
}
