using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Learning.Trees;

/// <summary>The negative log-likelihood of counts, less what no score changes; the score is the mean's log.</summary>
internal sealed class PoissonLoss : BoostingLoss
{
    // Hessians are taken larger by this power of e, so that no step runs away (XGBoost, LightGBM: max_delta_step).
    private const double StepBound = 0.7;

    public override bool HasHessians => true;

    public override Link Link => Link.Exponential;

    public override string? DataFailure(Dataset rows)
    {
        foreach (var target in rows.Targets)
        {
            if (target < 0) return $"Objective Poisson needs outcomes of at least 0; there is {target}.";
        }

        return rows.Targets.ContainsAnyExcept(0.0) ? null : "Objective Poisson needs an outcome above 0; all are 0.";
    }

    public override double InitialScore(Dataset rows) => Math.Log(rows.MeanTarget());

    public override void Derive(
        ReadOnlySpan<double> targets, ReadOnlySpan<double> scores, Span<double> gradients, Span<double> hessians)
    {
        for (var row = 0; row < targets.Length; row++)
        {
            var mean = Math.Exp(scores[row]);
            gradients[row] = mean - targets[row];
            hessians[row] = mean * Math.Exp(StepBound);
        }
    }

    public override double Of(double target, double score) => Math.Exp(score) - target * score;
}
