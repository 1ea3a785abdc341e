using RetrainGrains.Domain.Attributions;
using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Explaining;
using RetrainGrains.Storage;

namespace RetrainGrains.Fleet.Training;

/// <summary>The attributions of a new version's features, on its latest training rows.</summary>
internal static class TrainingAttributions
{
    /// <summary>The rows are in the order of time. A version that cannot be explained says why.</summary>
    public static AttributionProfile Of(
        Artifact artifact, IReadOnlyList<LabelledRow> rows, CancellationToken cancellation)
    {
        try
        {
            var explainer = artifact.CreateExplainer();
            return AttributionProfile.Of(
                [.. rows.Select(row => new ExplainableRow(row.Sequence, row.At, row.Features))],
                (features, attributions) =>
                {
                    cancellation.ThrowIfCancellationRequested();
                    explainer.Attributions(features, attributions);
                });
        }
        catch (ExplanationException unexplained)
        {
            return AttributionProfile.None(unexplained.Message);
        }
    }
}
