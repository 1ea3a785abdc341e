namespace RetrainGrains.Domain.Attributions;

/// <summary>
/// What the champion's features have contributed lately, day by day. It is kept with the evidence, and like it follows
/// from the observation log.
/// </summary>
public sealed record AttributionState(string ArtifactId, ImmutableArray<int> Tracked)
{
    /// <summary>
    /// The first day that counts: the one after its first outcome came, for of that day only a part is seen.
    /// </summary>
    public long? FirstDay { get; init; }

    /// <summary>In order; as many as the policy's window has, those that wait for outcomes, and one more.</summary>
    public ImmutableArray<AttributionDay> Days { get; init; } = [];

    /// <summary>
    /// The state for a model whose policy or champion may have changed: what one version contributed says nothing of
    /// another.
    /// </summary>
    public static AttributionState? For(
        AttributionPolicy? policy, AttributionFacts? champion, AttributionState? before)
    {
        if (policy is null) return null;
        if (ExplainedMember.Of(champion, before?.ArtifactId) is not { } member) return null;
        return before?.IsOf(member) == true
            ? before
            : new AttributionState(member.ArtifactId, member.Profile.Tracked);
    }

    /// <summary>A baseline may be trained to the same artifact again, while other features are told apart.</summary>
    internal bool IsOf(ExplainedMember member) =>
        ArtifactId == member.ArtifactId && Tracked.SequenceEqual(member.Profile.Tracked);

    /// <summary>Whether all days have a place for each tracked feature; damaged ones have not.</summary>
    public bool IsSound => ArtifactId is not null && !Tracked.IsDefault && !Days.IsDefault && Days.All(day =>
        day is { Strengths.IsDefault: false, Directions.IsDefault: false, Rows: >= 0 } && day.Rows <= day.Seen
        && day.Strengths.Length == Days[0].Strengths.Length && day.Directions.Length == day.Strengths.Length
        && day.Strengths.Length - Tracked.Length is 0 or 1);
}
