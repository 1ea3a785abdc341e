using System.Diagnostics.CodeAnalysis;
using RetrainGrains.Learning.Artifacts;

namespace RetrainGrains.Learning.Learners;

/// <summary>The result of a fit: an artifact, or the reason why these rows gave none.</summary>
public sealed class FitResult
{
    private FitResult(Artifact? artifact, string? failure, IReadOnlyList<string> notes)
    {
        Artifact = artifact;
        Failure = failure;
        Notes = notes;
    }

    [MemberNotNullWhen(true, nameof(Artifact))]
    [MemberNotNullWhen(false, nameof(Failure))]
    public bool Succeeded => Artifact is not null;

    public Artifact? Artifact { get; }

    public string? Failure { get; }

    // What a reader of the run should know, for example that an optimiser stopped before it converged.
    public IReadOnlyList<string> Notes { get; }

    internal static FitResult Fitted(Artifact artifact, IReadOnlyList<string> notes) => new(artifact, null, notes);

    internal static FitResult Failed(string reason) => new(null, reason, []);
}
