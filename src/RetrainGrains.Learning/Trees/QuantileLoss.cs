using RetrainGrains.Learning.Data;

namespace RetrainGrains.Learning.Trees;

/// <summary>
/// The pinball loss (Koenker, Bassett 1978): too low by one costs the share, too high by one the rest. At one half it
/// is half the absolute error.
/// </summary>
internal sealed class QuantileLoss(double share) : BoostingLoss
{
    public override bool HasHessians => false;

    // The gradient only says on which side a row lies: the leaf's value is looked up among its residuals.
    public override double? LeafQuantile => share;

    public override double InitialScore(Dataset rows) =>
        new WeightedQuantile(rows.Count).Of(rows.Targets, rows.Weights, share);

    public override void Derive(
        ReadOnlySpan<double> targets, ReadOnlySpan<double> scores, Span<double> gradients, Span<double> hessians)
    {
        for (var row = 0; row < targets.Length; row++) gradients[row] = scores[row] < targets[row] ? -share : 1 - share;
    }

    public override double Of(double target, double score) =>
        score < target ? share * (target - score) : (1 - share) * (score - target);
}
