using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Learning.Trees;

/// <summary>The loss -log of the probability given to what happened; the score is the log-odds of class 1.</summary>
internal sealed class LogisticLoss : BoostingLoss
{
    public override bool HasHessians => true;

    public override Link Link => Link.Logistic;

    public override double InitialScore(Dataset rows)
    {
        var probability = rows.MeanTarget();
        return Math.Log(probability / (1 - probability));
    }

    public override void Derive(
        ReadOnlySpan<double> targets, ReadOnlySpan<double> scores, Span<double> gradients, Span<double> hessians)
    {
        for (var row = 0; row < targets.Length; row++)
        {
            var probability = LogisticFunction.Probability(scores[row]);
            gradients[row] = probability - targets[row];
            hessians[row] = probability * (1 - probability);
        }
    }

    public override double Of(double target, double score) => LogisticFunction.LogLoss(target, score);
}
