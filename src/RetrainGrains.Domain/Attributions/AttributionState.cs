namespace RetrainGrains.Domain.Attributions;

/// <summary>
/// The champion's recent attributions, day by day. They are kept with the learned state and, like it, can be derived
/// from the observation log.
/// </summary>
public sealed record AttributionState(string ArtifactId, ImmutableArray<int> Tracked)
{
    /// <summary>
    /// The first day that counts: the one after the day of the champion's first outcome, of which only a part is seen.
    /// </summary>
    public long? FirstDay { get; init; }

    /// <summary>
    /// The days in order: as many as the policy's window has, those that wait for outcomes, and one more.
    /// </summary>
    public ImmutableArray<AttributionDay> Days { get; init; } = [];

    /// <summary>
    /// Adapts the state to a model whose policy or champion may have changed: the attributions of one version say
    /// nothing about another.
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

    /// <summary>
    /// Returns true when the state is of this member with these features; a baseline may be trained to the same
    /// artifact again while other features are tracked.
    /// </summary>
    internal bool IsOf(ExplainedMember member) =>
        ArtifactId == member.ArtifactId && Tracked.SequenceEqual(member.Profile.Tracked);

    /// <summary>Returns true when all days have a place for each tracked feature; damaged days do not.</summary>
    public bool IsSound => ArtifactId is not null && !Tracked.IsDefault && !Days.IsDefault && Days.All(day =>
        day is { Strengths.IsDefault: false, Directions.IsDefault: false, Rows: >= 0 } && day.Rows <= day.Seen
        && day.Strengths.Length == Days[0].Strengths.Length && day.Directions.Length == day.Strengths.Length
        && day.Strengths.Length - Tracked.Length is 0 or 1);
}
