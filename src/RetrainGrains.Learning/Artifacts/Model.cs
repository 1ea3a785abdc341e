using RetrainGrains.Learning.Explaining;
using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Learning.Artifacts;

/// <summary>The fitted part of an artifact: it can be written, read back and compiled for scoring.</summary>
internal abstract class Model
{
    public abstract ModelKind Kind { get; }

    /// <summary>The bytes of a model that only a worker can read; null for all others.</summary>
    public virtual ReadOnlyMemory<byte>? ExternalContent => null;

    /// <summary>
    /// Returns true when the model has an answer of its own for categories that it never saw, as trees have: such a
    /// category is in no split's set. To others they are missing values.
    /// </summary>
    public virtual bool TakesAnyCategory => false;

    public abstract void Write(ArtifactWriter writer);

    public abstract Predictor Compile();

    /// <summary>Creates the attribution of scores to features, for the kinds where it is exact.</summary>
    public virtual Attribution Explain() =>
        throw new ExplanationException($"Attributions are not available for a model of kind {Kind}.");
}
