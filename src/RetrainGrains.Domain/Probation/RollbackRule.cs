using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Probation;

/// <summary>The decision of a rollback: the earlier champion to return to, or null, with the reason.</summary>
public sealed record RollbackDecision(ModelVersion? Target, string Reason);

/// <summary>The rule that chooses the version to return to: the requested one, or the one before.</summary>
public static class RollbackRule
{
    public static RollbackDecision Decide(
        ModelVersion? champion, ImmutableArray<ModelVersion> former, SemanticVersion? wanted, string reason)
    {
        if (champion is null) return new(null, "there is no champion to roll back from");
        if (wanted is null)
        {
            var before = former.FirstOrDefault(version => version.Number == champion.Parent)
                ?? former.FirstOrDefault(version => version.Status != VersionStatus.RolledBack);
            return before is null
                ? new(null, $"there is no earlier champion than {champion.Number} that has not failed")
                : new(before, reason);
        }
        var found = former.FirstOrDefault(version => version.Number == wanted);
        var known = former.IsEmpty ? "none" : string.Join(", ", former.Select(version => version.Number));
        return found is null
            ? new(null, $"is not kept as an earlier champion; there are: {known}")
            : new(found, reason);
    }
}
