using RetrainGrains.Learning.Artifacts;

namespace RetrainGrains.Learning.Explaining;

/// <summary>The weighted mean of the members' contributions, where their predictions are their scores.</summary>
internal sealed class BlendContributions : Attribution
{
    private readonly double[] shares;
    private readonly Explainer[] explainers;
    private readonly double[] ofMember;

    public BlendContributions(IReadOnlyList<double> weights, IReadOnlyList<Artifact> members)
    {
        var total = weights.Sum();
        shares = [.. weights.Select(w => w / total)];
        explainers = [.. members.Select(m => m.CreateExplainer())];
        if (explainers.Any(e => !e.IsAdditive))
        {
            throw new ExplanationException(
                "Contributions are not available for a blend of probabilities or exponentials: they do not add up.");
        }

        ofMember = new double[explainers[0].ContributionCount];
    }

    public override Link Link => Link.Identity;

    public override void AddTo(Span<double> contributions, ReadOnlySpan<float> features)
    {
        for (var member = 0; member < explainers.Length; member++)
        {
            explainers[member].Contributions(features, ofMember);
            for (var i = 0; i < ofMember.Length; i++)
            {
                contributions[i] += shares[member] * ofMember[i];
            }
        }
    }
}
