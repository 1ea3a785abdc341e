using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Learning.Trees;

/// <summary>A loss that boosting minimises, with its first and second derivatives at the current scores.</summary>
internal abstract class BoostingLoss
{
    public abstract bool HasHessians { get; }

    /// <summary>The link that turns a score into a prediction.</summary>
    public virtual Link Link => Link.Identity;

    /// <summary>
    /// The quantile of a leaf's residuals that is its best value, where a Newton step says nothing of it; else null.
    /// </summary>
    public virtual double? LeafQuantile => null;

    public static BoostingLoss For(PredictionTask task, TreeParameters parameters) =>
        (task, parameters.Objective) switch
        {
            (PredictionTask.BinaryClassification, _) => new LogisticLoss(),
            (_, Objective.Squared) => new SquaredLoss(),
            (_, Objective.Absolute) => new QuantileLoss(0.5),
            (_, Objective.Huber) => new HuberLoss(),
            (_, Objective.Quantile) => new QuantileLoss(parameters.Quantile),
            (_, Objective.Poisson) => new PoissonLoss(),
            _ => throw new ArgumentException($"Objective {parameters.Objective} is none of the known ones."),
        };

    /// <summary>Finds the reason why these rows cannot be learned from, or null.</summary>
    public virtual string? DataFailure(Dataset rows) => null;

    /// <summary>The best constant score.</summary>
    public abstract double InitialScore(Dataset rows);

    /// <summary>Fills the derivatives; a loss without hessians (all one) leaves them alone.</summary>
    public abstract void Derive(
        ReadOnlySpan<double> targets, ReadOnlySpan<double> scores, Span<double> gradients, Span<double> hessians);

    public abstract double Of(double target, double score);

    /// <summary>The mean over the rows, by their weights.</summary>
    public double Mean(Dataset rows, ReadOnlySpan<double> scores)
    {
        var (sum, total) = (0.0, 0.0);
        var targets = rows.Targets;
        var weights = rows.Weights;
        for (var row = 0; row < targets.Length; row++)
        {
            var weight = weights.IsEmpty ? 1 : weights[row];
            sum += weight * Of(targets[row], scores[row]);
            total += weight;
        }

        return sum / total;
    }
}
