using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Explaining;

namespace RetrainGrains.Fleet.Training;

/// <summary>What features contribute to a new version's predictions of its latest training rows.</summary>
internal static class TrainingContributions
{
    /// <summary>The rows are in the order of time. A version that cannot be explained says why.</summary>
    public static ContributionProfile Of(
        Artifact artifact, IReadOnlyList<MaturedRow> rows, CancellationToken cancellation)
    {
        try
        {
            var explainer = artifact.CreateExplainer();
            return ContributionProfile.Of(
                [.. rows.Select(row => new ExplainableRow(row.Sequence, row.At, row.Features))],
                (features, contributions) =>
                {
                    cancellation.ThrowIfCancellationRequested();
                    explainer.Contributions(features, contributions);
                });
        }
        catch (ExplanationException unexplained)
        {
            return ContributionProfile.None(unexplained.Message);
        }
    }
}
