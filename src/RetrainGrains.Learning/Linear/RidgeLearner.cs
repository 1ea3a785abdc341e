using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;

namespace RetrainGrains.Learning.Linear;

/// <summary>Least squares with an L2 penalty, solved exactly by normal equations.</summary>
internal sealed class RidgeLearner() : Learner<LinearParameters>("ridge", LinearParameters.Default)
{
    public override bool Supports(LearningTask task) => task == LearningTask.Regression;

    protected override string? DataFailure(Dataset rows, LinearParameters parameters) =>
        TooFewRows(rows, DesignMatrix.MinimumRows) ?? DesignMatrix.TooWide(rows.Schema);

    protected override Model FitModel(
        Dataset rows, LinearParameters parameters, ulong seed, FitOptions options, List<string> notes)
    {
        var design = DesignMatrix.Create(rows, options.Cancellation);
        var mean = rows.MeanTarget();
        var centred = new double[rows.Count];
        for (var row = 0; row < centred.Length; row++)
        {
            centred[row] = rows.Targets[row] - mean;
        }

        var equations = design.NormalEquations([], parameters.L2Regularization, options.Cancellation);
        var coefficients = design.Project(centred);
        if (!Cholesky.TrySolve(equations, coefficients))
        {
            notes.Add("The features are collinear beyond the penalty; the model predicts the mean.");
            Array.Clear(coefficients);
        }

        return design.ToModel(mean, coefficients, Link.Identity);
    }
}
