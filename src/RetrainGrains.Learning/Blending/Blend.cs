using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Learning.Blending;

/// <summary>Combines artifacts that answer the same question into one that predicts their weighted mean.</summary>
public static class Blend
{
    public const string LearnerName = "blend";

    public static Artifact Create(
        IReadOnlyList<(double Weight, Artifact Member)> parts, string learner = LearnerName)
    {
        if (parts.Count == 0) throw new ArgumentException("A blend needs at least one member.");
        double[] weights = [.. parts.Select(p => p.Weight)];
        Artifact[] members = [.. parts.Select(p => p.Member)];
        var schema = members[0].Schema;
        if (BlendModel.Problem(weights, members, schema) is { } problem)
        {
            throw new ArgumentException($"Cannot blend: {problem}.");
        }

        // Members add back their own last value, so the blend itself is a level; its fallback is never used.
        var header = new ArtifactHeader(learner, TargetForm.Level, Fallback: 0, schema);
        return Artifact.Create(header, new BlendModel(weights, members));
    }
}
