using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Candidates;

/// <summary>
/// A part of a version: a recipe's artifact, its weight in the blend, and how much of that weight is drift-corrected.
/// </summary>
public sealed record Member(Recipe Recipe, string ArtifactId, double Weight, double Corrected = 0);

/// <summary>Where a version stands. Numbers are stored: they only ever grow.</summary>
public enum VersionStatus
{
    Champion = 0,
    Retired = 1,
    RolledBack = 2,
}

/// <summary>A version that serves or has served: its members, where it came from, and why.</summary>
public sealed record ModelVersion(
    SemanticVersion Number, ImmutableArray<Member> Members, string RunId, SemanticVersion? Parent,
    DateTimeOffset PromotedAt, VersionStatus Status, string Reason)
{
    /// <summary>The format it was imported from; null: it was trained here.</summary>
    public string? ImportedFrom { get; init; }

    /// <summary>The member with the largest weight: the recipe that the version is called after.</summary>
    public Member Lead => Members.MaxBy(member => member.Weight)!;
}
