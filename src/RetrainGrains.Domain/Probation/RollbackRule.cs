using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Probation;

/// <summary>Return to which earlier champion, and why; or why not.</summary>
public sealed record RollbackDecision(ModelVersion? Target, string Reason);

/// <summary>Chooses the version to return to: the one asked for, or the one before.</summary>
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
            ? new(null, $"{wanted} is not kept as an earlier champion; there are: {known}")
            : new(found, reason);
    }
}
