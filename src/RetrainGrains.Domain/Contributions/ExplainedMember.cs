namespace RetrainGrains.Domain.Contributions;

/// <summary>
/// The member of a champion whose reasons are watched, with what features contributed to its training rows.
/// </summary>
public sealed record ExplainedMember(string ArtifactId, ContributionProfile Profile)
{
    // Weights sway from day to day, and each change of member starts again.
    private const double LeadShare = 0.5;

    /// <summary>
    /// Of the members with at least half of the lead's weight the one that is watched already, else the heaviest with
    /// a profile; null where there is none.
    /// </summary>
    public static ExplainedMember? Of(ModelState state, string? watched)
    {
        if (state.Champion is not { } champion) return null;
        return champion.Members
            .Where(member => member.Weight >= LeadShare * champion.Lead.Weight)
            .OrderByDescending(member => member.ArtifactId == watched).ThenByDescending(member => member.Weight)
            .Select(member => ProfileOf(state, member) is { Missing: null } profile
                ? new ExplainedMember(member.ArtifactId, profile)
                : null)
            .FirstOrDefault(member => member is not null);
    }

    /// <summary>Why the champion's reasons cannot be watched.</summary>
    public static string WhyNot(ModelState state, ModelVersion champion) =>
        ProfileOf(state, champion.Lead)?.Missing
            ?? (champion.ImportedFrom is not null
                ? "it was imported, and the rows that it was trained on are not known here"
                : "it was trained before the policy asked for contributions; a version that is trained from now on "
                    + "will have them");

    private static ContributionProfile? ProfileOf(ModelState state, Member member) => state.Contestants
        .SelectMany(contestant => new[] { contestant.Version, contestant.Previous })
        .FirstOrDefault(version => version?.ArtifactId == member.ArtifactId)?.Contributions;
}
