using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Attributions;

/// <summary>
/// A member of the champion: its weight, and the attributions on its training rows, or null when they are not known.
/// </summary>
public sealed record ChampionMember(string ArtifactId, double Weight, AttributionProfile? Profile);

/// <summary>The champion whose attributions are followed, and its schema.</summary>
public sealed record AttributionFacts(
    SemanticVersion Version, bool IsImported, FeatureSchema Schema, ImmutableArray<ChampionMember> Members)
{
    /// <summary>The member with the largest weight.</summary>
    public ChampionMember Lead => Members.MaxBy(member => member.Weight)!;
}

/// <summary>The member of a champion whose attributions are followed, with those on its training rows.</summary>
public sealed record ExplainedMember(string ArtifactId, AttributionProfile Profile)
{
    // Weights vary from day to day, and each change of member starts the attributions again.
    private const double LeadShare = 0.5;

    /// <summary>
    /// Chooses, of the members with at least half of the lead's weight, the one that is followed already, else the
    /// heaviest with a profile; null when there is none.
    /// </summary>
    public static ExplainedMember? Of(AttributionFacts? champion, string? watched) => champion?.Members
        .Where(member => member.Weight >= LeadShare * champion.Lead.Weight)
        .OrderByDescending(member => member.ArtifactId == watched).ThenByDescending(member => member.Weight)
        .Select(member => member.Profile is { Missing: null } profile
            ? new ExplainedMember(member.ArtifactId, profile)
            : null)
        .FirstOrDefault(member => member is not null);

    /// <summary>Describes why the champion's attributions cannot be followed.</summary>
    public static string WhyNot(AttributionFacts champion) =>
        champion.Lead.Profile?.Missing
            ?? (champion.IsImported
                ? "it was imported, and the rows that it was trained on are not known here"
                : "it was trained before the policy asked for attributions; a version that is trained from now on "
                    + "will have them");
}
