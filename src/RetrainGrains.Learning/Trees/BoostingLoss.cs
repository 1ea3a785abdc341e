using RetrainGrains.Learning.Data;

namespace RetrainGrains.Learning.Trees;

/// <summary>What boosting descends: first and second derivatives of a loss at the current scores.</summary>
internal abstract class BoostingLoss
{
    public abstract bool HasHessians { get; }

    /// <summary>The best constant score.</summary>
    public abstract double InitialScore(Dataset rows);

    /// <summary>Fills the derivatives; a loss without hessians (all one) leaves them alone.</summary>
    public abstract void Derive(
        ReadOnlySpan<double> targets, ReadOnlySpan<double> scores, Span<double> gradients, Span<double> hessians);

    public abstract double Mean(ReadOnlySpan<double> targets, ReadOnlySpan<double> scores);
}
