using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Learning.Linear;

/// <summary>A learner by least squares with an L2 penalty, solved exactly by normal equations.</summary>
internal sealed class RidgeLearner() : Learner<LinearParameters>("ridge", LinearParameters.Default)
{
    public override SearchSpace SearchSpace => LinearParameters.SearchSpace;

    public override bool Supports(PredictionTask task) => task == PredictionTask.Regression;

    protected override string? DataFailure(Dataset rows, LinearParameters parameters) =>
        TooFewRows(rows, DesignMatrix.MinimumRows) ?? DesignMatrix.TooWide(rows.Schema);

    protected override Model FitModel(
        Dataset rows, LinearParameters parameters, ulong seed, FitOptions options, Model? basis, List<string> notes)
    {
        var design = DesignMatrix.Create(rows, options.Cancellation);
        var mean = rows.MeanTarget();
        var centred = new double[rows.Count];
        for (var row = 0; row < centred.Length; row++) centred[row] = rows.Targets[row] - mean;
        // Columns are centred by the weights as well, so the intercept stays the mean.
        var weights = rows.Weights.ToArray();
        for (var row = 0; row < weights.Length; row++) centred[row] *= weights[row];
        var coefficients = Solve(design, weights, centred, parameters.L2Regularization, options.Cancellation, notes);
        return design.ToModel(mean, coefficients, Link.Identity);
    }

    private static double[] Solve(
        DesignMatrix design, double[] weights, double[] target, double penalty, CancellationToken cancellation,
        List<string> notes)
    {
        // A penalty of the order of the rows makes any standardised matrix definite, so the loop ends.
        const double Raise = 1_000;
        var equations = design.NormalEquations(weights, penalty, cancellation);
        var coefficients = design.Project(target);
        while (!Cholesky.TrySolve(equations, coefficients))
        {
            penalty *= Raise;
            notes.Add($"Features are collinear to the last digit; the penalty was raised to {penalty:G3}.");
            equations = design.NormalEquations(weights, penalty, cancellation);
            coefficients = design.Project(target);
        }

        return coefficients;
    }
}
