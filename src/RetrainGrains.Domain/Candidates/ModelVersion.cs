using System.Text.Json.Serialization;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Candidates;

/// <summary>
/// A member of a version: a recipe's artifact, its weight in the blend, and the drift-corrected part of that weight.
/// </summary>
public sealed record Member(Recipe Recipe, string ArtifactId, double Weight, double Corrected = 0);

/// <summary>The status of a version. Values are stored: append only.</summary>
public enum VersionStatus
{
    Champion = 0,
    Retired = 1,
    RolledBack = 2,
}

/// <summary>A version that serves or has served: its members, its origin, and its reason.</summary>
public sealed record ModelVersion(
    SemanticVersion Number, ImmutableArray<Member> Members, string RunId, SemanticVersion? Parent,
    DateTimeOffset PromotedAt, VersionStatus Status, string Reason)
{
    /// <summary>The format it was imported from; null when it was trained here.</summary>
    public string? ImportedFrom { get; init; }

    /// <summary>The version of the schema that it was made under.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int SchemaVersion { get; init; }

    /// <summary>The member with the largest weight: the recipe after which the version is named.</summary>
    public Member Lead => Members.MaxBy(member => member.Weight)!;
}
