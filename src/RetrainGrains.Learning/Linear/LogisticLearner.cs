using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Learning.Linear;

/// <summary>
/// A learner by logistic regression with an L2 penalty, by Newton's method with step halving (IRLS); multinomial where
/// there are more than two classes.
/// </summary>
internal sealed class LogisticLearner() : Learner<LinearParameters>("logistic", LinearParameters.Default)
{
    public override SearchSpace SearchSpace => LinearParameters.SearchSpace;

    public override bool Supports(PredictionTask task) => task != PredictionTask.Regression;

    protected override string? DataFailure(Dataset rows, LinearParameters parameters) =>
        TooFewRows(rows, DesignMatrix.MinimumRows) ?? DesignMatrix.TooWide(rows.Schema) ?? OnlyOneClass(rows);

    protected override Model FitModel(
        Dataset rows, LinearParameters parameters, ulong seed, FitOptions options, Model? basis, List<string> notes)
    {
        var design = DesignMatrix.Create(rows, options.Cancellation);
        if (rows.Task == PredictionTask.MulticlassClassification)
        {
            return MultinomialSolver.Fit(design, rows, parameters, options, notes);
        }

        var solver = new LogisticSolver(design, rows, parameters);
        if (!solver.Run(options))
        {
            notes.Add($"Logistic regression had not converged after {solver.Iterations} iterations.");
        }

        return design.ToModel(solver.Intercept, solver.Coefficients, Link.Logistic);
    }
}
