using RetrainGrains.Learning.Data;

namespace RetrainGrains.Learning.Trees;

/// <summary>The loss (score - target)^2 / 2.</summary>
internal sealed class SquaredLoss : BoostingLoss
{
    public override bool HasHessians => false;

    public override double InitialScore(Dataset rows) => rows.MeanTarget();

    public override void Derive(
        ReadOnlySpan<double> targets, ReadOnlySpan<double> scores, Span<double> gradients, Span<double> hessians)
    {
        for (var row = 0; row < targets.Length; row++) gradients[row] = scores[row] - targets[row];
    }

    public override double Of(double target, double score) => (score - target) * (score - target) / 2;
}
