using RetrainGrains.Domain.Candidates;

namespace RetrainGrains.Domain.Ensembles;

/// <summary>The weight of every candidate, with the reason.</summary>
public sealed record BlendDecision(BlendWeights Weights, string Reason)
{
    public double WeightOf(int candidate) => Weights.Plain[candidate] + Weights.Corrected[candidate];

    /// <summary>Lists the members that the weights name.</summary>
    public ImmutableArray<Member> Members(ImmutableArray<Candidate> candidates) =>
    [
        .. candidates.Select((candidate, i) => (candidate, i))
            .Where(pair => WeightOf(pair.i) > 0 && pair.candidate.Version is not null)
            .Select(pair => new Member(
                pair.candidate.Recipe, pair.candidate.Version!.ArtifactId, WeightOf(pair.i),
                    Weights.Corrected[pair.i])),
    ];
}
