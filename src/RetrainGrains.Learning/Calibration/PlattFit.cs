using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Learning.Calibration;

/// <summary>
/// The slope and intercept of least log loss over scores, against Platt's targets (n₊ + 1)/(n₊ + 2) and 1/(n₋ + 2),
/// which keep the curve finite where the classes do not overlap.
/// </summary>
/// <remarks>Newton's method with backtracking: Lin, Lin and Weng (2007), algorithm 1, with its constants.</remarks>
internal static class PlattFit
{
    private const int MaximumIterations = 100;
    private const double Tolerance = 1e-10;

    // Keeps the Hessian invertible where all scores are alike.
    private const double Ridge = 1e-12;
    private const double MinimumStep = 1e-10;

    public static (double Slope, double Intercept) Of(ReadOnlySpan<double> scores, ReadOnlySpan<bool> outcomes)
    {
        var positives = outcomes.Count(true);
        var (high, low) = ((positives + 1.0) / (positives + 2), 1.0 / (outcomes.Length - positives + 2));
        var targets = new double[outcomes.Length];
        for (var row = 0; row < targets.Length; row++) targets[row] = outcomes[row] ? high : low;
        // Starts from the share of positives, whatever the score.
        var (slope, intercept) = (0.0, Math.Log((positives + 1.0) / (outcomes.Length - positives + 1)));
        var loss = Loss(scores, targets, slope, intercept);
        for (var iteration = 0; iteration < MaximumIterations; iteration++)
        {
            var (bySlope, byIntercept, slopeStep, interceptStep) = Newton(scores, targets, slope, intercept);
            if (Math.Abs(bySlope) < Tolerance && Math.Abs(byIntercept) < Tolerance) break;
            var descent = bySlope * slopeStep + byIntercept * interceptStep;
            var step = 1.0;
            var found = Loss(scores, targets, slope + slopeStep, intercept + interceptStep);
            while (found >= loss + 1e-4 * step * descent && step > MinimumStep)
            {
                step /= 2;
                found = Loss(scores, targets, slope + step * slopeStep, intercept + step * interceptStep);
            }

            if (step <= MinimumStep)
            {
                // As near as these numbers can tell.
                break;
            }

            (slope, intercept, loss) = (slope + step * slopeStep, intercept + step * interceptStep, found);
        }

        return (slope, intercept);
    }

    private static (double BySlope, double ByIntercept, double SlopeStep, double InterceptStep) Newton(
        ReadOnlySpan<double> scores, ReadOnlySpan<double> targets, double slope, double intercept)
    {
        var (g1, g2, h11, h12, h22) = (0.0, 0.0, Ridge, 0.0, Ridge);
        for (var row = 0; row < scores.Length; row++)
        {
            var probability = LogisticFunction.Probability(slope * scores[row] + intercept);
            var curvature = probability * (1 - probability);
            var residual = probability - targets[row];
            g1 += scores[row] * residual;
            g2 += residual;
            h11 += scores[row] * scores[row] * curvature;
            h12 += scores[row] * curvature;
            h22 += curvature;
        }

        var determinant = h11 * h22 - h12 * h12;
        return (g1, g2, -(h22 * g1 - h12 * g2) / determinant, -(h11 * g2 - h12 * g1) / determinant);
    }

    private static double Loss(
        ReadOnlySpan<double> scores, ReadOnlySpan<double> targets, double slope, double intercept)
    {
        var sum = 0.0;
        for (var row = 0; row < scores.Length; row++)
        {
            sum += LogisticFunction.LogLoss(targets[row], slope * scores[row] + intercept);
        }

        return sum;
    }
}
