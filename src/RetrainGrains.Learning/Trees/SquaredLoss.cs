using RetrainGrains.Learning.Data;

namespace RetrainGrains.Learning.Trees;

/// <summary>(score - target)^2 / 2.</summary>
internal sealed class SquaredLoss : BoostingLoss
{
    public override bool HasHessians => false;

    public override double InitialScore(Dataset rows) => rows.MeanTarget();

    public override void Derive(
        ReadOnlySpan<double> targets, ReadOnlySpan<double> scores, Span<double> gradients, Span<double> hessians)
    {
        for (var row = 0; row < targets.Length; row++)
        {
            gradients[row] = scores[row] - targets[row];
        }
    }

    public override double Mean(ReadOnlySpan<double> targets, ReadOnlySpan<double> scores)
    {
        var sum = 0.0;
        for (var row = 0; row < targets.Length; row++)
        {
            var error = scores[row] - targets[row];
            sum += error * error;
        }

        return sum / (2 * targets.Length);
    }
}
