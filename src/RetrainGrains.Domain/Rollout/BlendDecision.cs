namespace RetrainGrains.Domain.Rollout;

/// <summary>What every contestant weighs, and why.</summary>
public sealed record BlendDecision(BlendWeights Weights, string Reason)
{
    public double WeightOf(int contestant) => Weights.Plain[contestant] + Weights.Corrected[contestant];

    /// <summary>The members that the weights name.</summary>
    public ImmutableArray<Member> Members(ImmutableArray<Contestant> contestants) =>
    [
        .. contestants.Select((contestant, i) => (contestant, i))
            .Where(pair => WeightOf(pair.i) > 0 && pair.contestant.Version is not null)
            .Select(pair => new Member(
                pair.contestant.Recipe, pair.contestant.Version!.ArtifactId, WeightOf(pair.i),
                    Weights.Corrected[pair.i])),
    ];
}
