using RetrainGrains.Learning.Explaining;
using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Learning.Artifacts;

/// <summary>The fitted part of an artifact: it can be written, read back and compiled for scoring.</summary>
internal abstract class Model
{
    public abstract ModelKind Kind { get; }

    /// <summary>The bytes of a model that only a worker can read; null for all others.</summary>
    public virtual ReadOnlyMemory<byte>? ExternalContent => null;

    public abstract void Write(ArtifactWriter writer);

    public abstract Predictor Compile();

    /// <summary>Creates the attribution of scores to features, for the kinds where it is exact.</summary>
    public virtual Attribution Explain() =>
        throw new ExplanationException($"Attributions are not available for a model of kind {Kind}.");
}
