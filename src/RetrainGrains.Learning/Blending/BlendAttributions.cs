using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Explaining;
using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Learning.Blending;

/// <summary>The weighted mean of the members' attributions, where their predictions are their scores.</summary>
internal sealed class BlendAttributions : Attribution
{
    private readonly double[] shares;
    private readonly Explainer[] explainers;
    private readonly double[] ofMember;

    public BlendAttributions(IReadOnlyList<double> weights, IReadOnlyList<Artifact> members)
    {
        var total = weights.Sum();
        shares = [.. weights.Select(w => w / total)];
        explainers = [.. members.Select(m => m.CreateExplainer())];
        if (explainers.Any(e => !e.IsAdditive))
        {
            throw new ExplanationException(
                "Attributions are not available for a blend of probabilities or exponentials: they do not add up.");
        }

        ofMember = new double[explainers[0].AttributionCount];
    }

    public override Link Link => Link.Identity;

    public override void AddTo(Span<double> attributions, ReadOnlySpan<float> features)
    {
        for (var member = 0; member < explainers.Length; member++)
        {
            explainers[member].Attributions(features, ofMember);
            for (var i = 0; i < ofMember.Length; i++) attributions[i] += shares[member] * ofMember[i];
        }
    }
}
