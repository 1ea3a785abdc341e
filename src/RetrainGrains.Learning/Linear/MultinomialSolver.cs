using RetrainGrains.Learning.Classes;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Learning.Linear;

/// <summary>
/// A solver of multinomial logistic regression with an L2 penalty, one class after the other: with the others' scores
/// held still, a class against the rest is a binary problem whose score is taken off the log of the sum of their
/// exponentials. Each sweep takes a Newton step per class (Friedman, Hastie, Tibshirani 2010, section 4.1).
/// </summary>
internal sealed class MultinomialSolver
{
    private readonly LogisticSolver[] solvers;
    private readonly bool[] occurs;
    private readonly int rowCount;
    private readonly double[] others;

    private MultinomialSolver(DesignMatrix design, Dataset rows, LinearParameters parameters)
    {
        var totals = rows.ClassTotals();
        // A class that never occurred keeps the score of one imagined row: no step would ever end.
        occurs = [.. totals.Select(total => total > 0)];
        solvers =
        [
            .. totals.Select((total, label) => new LogisticSolver(
                design, rows.OneAgainstRest(label), parameters, (total + 1) / (totals.Sum() + totals.Length))),
        ];
        rowCount = rows.Count;
        others = new double[rowCount];
    }

    public static PerClassModel Fit(
        DesignMatrix design, Dataset rows, LinearParameters parameters, FitOptions options, List<string> notes)
    {
        var solver = new MultinomialSolver(design, rows, parameters);
        if (!solver.Run(parameters.MaximumNumberOfIterations, options))
        {
            notes.Add("Multinomial logistic regression had not converged after "
                + $"{parameters.MaximumNumberOfIterations} sweeps over the classes.");
        }

        return new PerClassModel(
            ClassLink.Softmax,
            [.. solver.solvers.Select(s => design.ToModel(s.Intercept, s.Coefficients, Link.Identity))]);
    }

    private bool Run(int sweeps, FitOptions options)
    {
        for (var sweep = 1; sweep <= sweeps; sweep++)
        {
            var sum = 0.0;
            for (var label = 0; label < solvers.Length; label++)
            {
                if (!occurs[label]) continue;
                HoldOthers(label);
                solvers[label].TakeOff(others);
                if (!solvers[label].TryStep(options.Cancellation, out var gained)) return false;
                sum += gained;
            }

            options.DueProgress?.Invoke(new FitProgress(sweep, sweeps, solvers[^1].Loss));
            if (sum <= LogisticSolver.Tolerance) return true;
        }

        return false;
    }

    // log of the sum of exponentials, with the largest taken out.
    private void HoldOthers(int label)
    {
        for (var row = 0; row < rowCount; row++)
        {
            var largest = double.NegativeInfinity;
            for (var other = 0; other < solvers.Length; other++)
            {
                largest = other == label ? largest : Math.Max(largest, solvers[other].ScoreOf(row));
            }

            var sum = 0.0;
            for (var other = 0; other < solvers.Length; other++)
            {
                sum += other == label ? 0 : Math.Exp(solvers[other].ScoreOf(row) - largest);
            }

            others[row] = largest + Math.Log(sum);
        }
    }
}
