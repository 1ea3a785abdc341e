using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Explaining;
using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Learning.Blending;

/// <summary>The weighted mean of what each feature adds to the members' predictions.</summary>
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
        ofMember = new double[explainers[0].AttributionCount];
    }

    public override Link Link => Link.Identity;

    public override void AddTo(Span<double> attributions, ReadOnlySpan<float> features)
    {
        for (var member = 0; member < explainers.Length; member++)
        {
            explainers[member].PredictionAttributions(features, ofMember);
            for (var i = 0; i < ofMember.Length; i++) attributions[i] += shares[member] * ofMember[i];
        }
    }
}
