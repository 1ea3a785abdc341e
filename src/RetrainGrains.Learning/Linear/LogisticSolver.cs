using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Learning.Linear;

/// <summary>Minimises the penalised log loss; the intercept is a coefficient of its own without penalty.</summary>
internal sealed class LogisticSolver
{
    // Loss per row; below it another step changes no digit that a caller could measure.
    public const double Tolerance = 1e-10;
    private const int MaximumHalvings = 20;

    // Keeps the equations solvable where all probabilities are already 0 or 1.
    private const double MinimumWeight = 1e-9;

    private readonly DesignMatrix design;
    private readonly Dataset rows;
    private readonly LinearParameters parameters;
    private readonly double[] residuals;
    private readonly double[] weights;
    private double[] offsets = [];
    private double[] scores;

    public LogisticSolver(
        DesignMatrix design, Dataset rows, LinearParameters parameters, double? initialShare = null)
    {
        this.design = design;
        this.rows = rows;
        this.parameters = parameters;
        residuals = new double[rows.Count];
        weights = new double[rows.Count];
        Coefficients = new double[design.ColumnCount];
        var share = initialShare ?? rows.MeanTarget();
        Intercept = Math.Log(share / (1 - share));
        scores = ScoresOf(Intercept, Coefficients);
        Loss = LossOf(scores, Coefficients);
    }

    public double Intercept { get; private set; }

    public double[] Coefficients { get; private set; }

    public int Iterations { get; private set; }

    /// <summary>The penalised loss per row.</summary>
    public double Loss { get; private set; }

    /// <summary>Runs to convergence and answers whether it was reached within the bound.</summary>
    public bool Run(FitOptions options)
    {
        while (Iterations < parameters.MaximumNumberOfIterations)
        {
            if (!TryStep(options.Cancellation, out var gained)) return false;
            options.DueProgress?.Invoke(new FitProgress(Iterations, parameters.MaximumNumberOfIterations, Loss));
            if (gained <= Tolerance) return true;
        }

        return false;
    }

    /// <summary>
    /// Takes one step of Newton's method, and tells how much loss per row it took off; false if there is none.
    /// </summary>
    public bool TryStep(CancellationToken cancellation, out double gained)
    {
        cancellation.ThrowIfCancellationRequested();
        Iterations++;
        gained = 0;
        if (!TryFindStep(cancellation, out var interceptStep, out var step)) return false;
        var before = Loss;
        Loss = TakeStep(interceptStep, step, before);
        gained = before - Loss;
        return true;
    }

    /// <summary>The linear scores, before anything is taken off.</summary>
    public double ScoreOf(int row) => offsets.Length == 0 ? scores[row] : scores[row] + offsets[row];

    /// <summary>Takes something off each row's score from now on.</summary>
    public void TakeOff(ReadOnlySpan<double> perRow)
    {
        offsets = perRow.ToArray();
        scores = ScoresOf(Intercept, Coefficients);
        Loss = LossOf(scores, Coefficients);
    }

    // Newton's step; the intercept is eliminated by its own equation (Schur complement).
    private bool TryFindStep(CancellationToken cancellation, out double interceptStep, out double[] step)
    {
        var (sumWeights, sumResiduals) = (0.0, 0.0);
        for (var row = 0; row < scores.Length; row++)
        {
            var probability = LogisticFunction.Probability(scores[row]);
            weights[row] = Math.Max(MinimumWeight, probability * (1 - probability));
            residuals[row] = rows.Targets[row] - probability;
            if (!rows.Weights.IsEmpty)
            {
                weights[row] *= rows.Weights[row];
                residuals[row] *= rows.Weights[row];
            }

            sumWeights += weights[row];
            sumResiduals += residuals[row];
        }

        var equations = design.NormalEquations(weights, parameters.L2Regularization, cancellation);
        var cross = design.Project(weights);
        step = design.Project(residuals);
        for (var i = 0; i < step.Length; i++)
        {
            step[i] -= parameters.L2Regularization * Coefficients[i] + cross[i] * sumResiduals / sumWeights;
            for (var j = 0; j <= i; j++) equations[i][j] -= cross[i] * cross[j] / sumWeights;
        }

        var isSolved = Cholesky.TrySolve(equations, step);
        interceptStep = (sumResiduals - step.Zip(cross, (s, c) => s * c).Sum()) / sumWeights;
        return isSolved;
    }

    private double TakeStep(double interceptStep, double[] step, double lossBefore)
    {
        for (var (share, halvings) = (1.0, 0); halvings < MaximumHalvings; share /= 2, halvings++)
        {
            var intercept = Intercept + share * interceptStep;
            double[] coefficients = [.. Coefficients.Zip(step, (c, s) => c + share * s)];
            var newScores = ScoresOf(intercept, coefficients);
            var newLoss = LossOf(newScores, coefficients);
            if (newLoss <= lossBefore)
            {
                (Intercept, Coefficients, scores) = (intercept, coefficients, newScores);
                return newLoss;
            }
        }

        return lossBefore;
    }

    private double[] ScoresOf(double intercept, double[] coefficients)
    {
        var result = new double[rows.Count];
        result.AsSpan().Fill(intercept);
        design.AddScores(coefficients, result);
        for (var row = 0; row < offsets.Length; row++) result[row] -= offsets[row];
        return result;
    }

    private double LossOf(double[] candidateScores, double[] coefficients)
    {
        var sum = parameters.L2Regularization / 2 * coefficients.Sum(c => c * c);
        var total = 0.0;
        for (var row = 0; row < candidateScores.Length; row++)
        {
            var weight = rows.Weights.IsEmpty ? 1 : rows.Weights[row];
            sum += weight * LogisticFunction.LogLoss(rows.Targets[row], candidateScores[row]);
            total += weight;
        }

        return sum / total;
    }
}
