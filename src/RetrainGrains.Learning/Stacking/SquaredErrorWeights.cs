using RetrainGrains.Learning.Linear;

namespace RetrainGrains.Learning.Stacking;

/// <summary>
/// The weights of at least 0 that sum to 1 and minimise the weighted mean's squared error (Breiman 1996, «Stacked
/// regressions»). With E = the products of the members' errors, the loss is θᵀEθ.
/// </summary>
/// <remarks>Exact: of the few sets of members each is solved as if it were free, θ ∝ E⁻¹1, and the best kept.</remarks>
internal static class SquaredErrorWeights
{
    public static double[] Of(double[][] predictions, double[] targets, double[] rowWeights)
    {
        var products = Products(predictions, targets, rowWeights);
        var (best, least) = (Array.Empty<double>(), double.PositiveInfinity);
        for (var set = 1; set < 1 << predictions.Length; set++)
        {
            int[] members = [.. Enumerable.Range(0, predictions.Length).Where(i => (set >> i & 1) == 1)];
            if (Solve(products, members) is { } weights && Loss(products, weights) is var loss && loss < least)
            {
                (best, least) = (weights, loss);
            }
        }

        return best;
    }

    private static double[][] Products(double[][] predictions, double[] targets, double[] rowWeights)
    {
        var count = predictions.Length;
        double[][] products = [.. predictions.Select(_ => new double[count])];
        for (var row = 0; row < targets.Length; row++)
        {
            for (var i = 0; i < count; i++)
            {
                for (var j = 0; j < count; j++)
                {
                    products[i][j] +=
                        rowWeights[row] * (targets[row] - predictions[i][row]) * (targets[row] - predictions[j][row]);
                }
            }
        }

        return products;
    }

    // Null where some weight would be negative, or members are copies of each other: then a smaller set is as good.
    private static double[]? Solve(double[][] products, int[] members)
    {
        var weights = new double[products.Length];
        if (members is [var only])
        {
            weights[only] = 1;
            return weights;
        }

        double[][] equations = [.. members.Select(i => members.Select(j => products[i][j]).ToArray())];
        double[] solution = [.. members.Select(_ => 1.0)];
        if (!Cholesky.TrySolve(equations, solution) || solution.Any(weight => !(weight >= 0))) return null;
        var total = solution.Sum();
        for (var i = 0; i < members.Length; i++) weights[members[i]] = solution[i] / total;
        return weights;
    }

    private static double Loss(double[][] products, double[] weights)
    {
        var loss = 0.0;
        for (var i = 0; i < weights.Length; i++)
        {
            for (var j = 0; j < weights.Length; j++) loss += weights[i] * products[i][j] * weights[j];
        }

        return loss;
    }
}
