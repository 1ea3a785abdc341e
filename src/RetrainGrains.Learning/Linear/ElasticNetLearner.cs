using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Learning.Linear;

/// <summary>
/// A learner by least squares with L1 and L2 penalties by coordinate descent on the covariances (Friedman, Hastie,
/// Tibshirani 2010, section 2.2): minimises |y - Xb|^2 / 2n + penalty (share |b|_1 + (1 - share) |b|^2 / 2), y in its
/// own deviations.
/// </summary>
internal sealed class ElasticNetLearner()
    : Learner<ElasticNetParameters>("elastic-net", ElasticNetParameters.Default)
{
    // In deviations of the target: below it another pass changes no digit that a caller could measure.
    private const double Tolerance = 1e-9;

    public override SearchSpace SearchSpace => ElasticNetParameters.SearchSpace;

    public override bool Supports(PredictionTask task) => task == PredictionTask.Regression;

    protected override string? DataFailure(Dataset rows, ElasticNetParameters parameters) =>
        TooFewRows(rows, DesignMatrix.MinimumRows) ?? DesignMatrix.TooWide(rows.Schema);

    protected override Model FitModel(
        Dataset rows, ElasticNetParameters parameters, ulong seed, FitOptions options, Model? basis, List<string> notes)
    {
        var design = DesignMatrix.Create(rows, options.Cancellation);
        var mean = rows.MeanTarget();
        var weights = rows.Weights.ToArray();
        var (centred, total, squares) = (new double[rows.Count], 0.0, 0.0);
        for (var row = 0; row < centred.Length; row++)
        {
            var weight = weights.Length == 0 ? 1 : weights[row];
            var difference = rows.Targets[row] - mean;
            centred[row] = weight * difference;
            total += weight;
            squares += centred[row] * difference;
        }

        var deviation = Math.Sqrt(squares / total);
        var coefficients = new double[design.ColumnCount];
        if (deviation > 0)
        {
            var covariances = design.NormalEquations(weights, 0, options.Cancellation);
            var target = design.Project(centred);
            Scale(covariances, target, total, deviation);
            if (!Descend(covariances, target, coefficients, parameters, options))
            {
                notes.Add($"The elastic net had not converged after {parameters.MaximumNumberOfIterations} passes.");
            }
        }

        return design.ToModel(mean, [.. coefficients.Select(c => c * deviation)], Link.Identity);
    }

    private static void Scale(double[][] covariances, double[] target, double total, double deviation)
    {
        for (var i = 0; i < target.Length; i++)
        {
            target[i] /= total * deviation;
            for (var j = 0; j <= i; j++) covariances[i][j] /= total;
        }
    }

    private static bool Descend(
        double[][] covariances, double[] target, double[] coefficients, ElasticNetParameters parameters,
        FitOptions options)
    {
        var lasso = parameters.Penalty * parameters.L1Share;
        var ridge = parameters.Penalty - lasso;
        for (var pass = 1; pass <= parameters.MaximumNumberOfIterations; pass++)
        {
            options.Cancellation.ThrowIfCancellationRequested();
            var largest = 0.0;
            for (var i = 0; i < coefficients.Length; i++)
            {
                var left = target[i] + covariances[i][i] * coefficients[i];
                for (var j = 0; j < coefficients.Length; j++)
                {
                    left -= coefficients[j] == 0 ? 0 : covariances[Math.Max(i, j)][Math.Min(i, j)] * coefficients[j];
                }

                var shrunk = Math.Sign(left) * Math.Max(0, Math.Abs(left) - lasso);
                var next = shrunk / (covariances[i][i] + ridge);
                largest = Math.Max(largest, Math.Abs(next - coefficients[i]));
                coefficients[i] = next;
            }

            options.DueProgress?.Invoke(new FitProgress(pass, parameters.MaximumNumberOfIterations, largest));
            if (largest <= Tolerance) return true;
        }

        return false;
    }
}
