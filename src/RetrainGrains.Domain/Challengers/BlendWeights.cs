using MathNet.Numerics.LinearAlgebra;

namespace RetrainGrains.Domain.Challengers;

/// <summary>
/// The convex combination of contestants with the least discounted squared error: minimise w'Gw/L + δ·|w − 1/K|² over
/// the simplex, where L is the best contestant's loss (Bates and Granger 1969, with shrinkage towards equal weights).
/// Solved exactly by the primal active-set method (Nocedal and Wright 2006, algorithm 16.3).
/// </summary>
public static class BlendWeights
{
    private const double Tolerance = 1e-10;

    public static double[] Of(TrackRecord record, ReadOnlySpan<bool> awake, double shrinkage)
    {
        var members = new List<int>();
        for (var i = 0; i < awake.Length; i++)
        {
            if (awake[i]) members.Add(i);
        }
        var weights = new double[record.Contestants];
        if (members.Count == 0) return weights;
        foreach (var (member, weight) in members.Zip(Solve(Quadratic(record, members, shrinkage), shrinkage))) weights[member] = weight;
        return weights;
    }

    private static Matrix<double> Quadratic(TrackRecord record, List<int> members, double shrinkage)
    {
        var best = members.Min(i => record.Gram(i, i));
        var scale = best > 0 ? best : 1;
        return Matrix<double>.Build.Dense(members.Count, members.Count,
            (i, j) => record.Gram(members[i], members[j]) / scale + (i == j ? shrinkage : 0));
    }

    // Minimises ½w'Aw − b'w with b = δ/K: moves to the minimum on the free weights until one would turn negative, pins
    // that one at zero; frees the pinned weight whose multiplier is most negative; ends when there is none.
    private static double[] Solve(Matrix<double> quadratic, double shrinkage)
    {
        var count = quadratic.RowCount;
        var pull = shrinkage / count;
        var weights = Vector<double>.Build.Dense(count, 1.0 / count);
        var free = Enumerable.Repeat(true, count).ToArray();
        for (var iteration = 0; iteration < 20 * count; iteration++)
        {
            var target = MinimumOnFree(quadratic, pull, free);
            var (step, blocking) = StepTowards(weights, target);
            weights += step * (target - weights);
            if (blocking >= 0)
            {
                weights[blocking] = 0;
                free[blocking] = false;
                continue;
            }
            var entering = MostNegativeMultiplier(quadratic * weights - pull, free);
            if (entering < 0) break;
            free[entering] = true;
        }
        return [.. weights];
    }

    private static Vector<double> MinimumOnFree(Matrix<double> quadratic, double pull, bool[] free)
    {
        int[] indices = [.. Enumerable.Range(0, free.Length).Where(i => free[i])];
        var part = Matrix<double>.Build.Dense(indices.Length, indices.Length, (i, j) => quadratic[indices[i], indices[j]]);
        var ones = Vector<double>.Build.Dense(indices.Length, 1);
        var direction = part.Cholesky().Solve(ones);
        var multiplier = (1 - pull * direction.Sum()) / direction.Sum();
        var minimum = Vector<double>.Build.Dense(free.Length);
        for (var i = 0; i < indices.Length; i++) minimum[indices[i]] = (pull + multiplier) * direction[i];
        return minimum;
    }

    private static (double Step, int Blocking) StepTowards(Vector<double> weights, Vector<double> target)
    {
        var (step, blocking) = (1.0, -1);
        for (var i = 0; i < weights.Count; i++)
        {
            if (target[i] >= 0 || weights[i] <= target[i]) continue;
            var reach = weights[i] / (weights[i] - target[i]);
            if (reach < step) (step, blocking) = (reach, i);
        }
        return (step, blocking);
    }

    private static int MostNegativeMultiplier(Vector<double> gradient, bool[] free)
    {
        var level = double.PositiveInfinity;
        for (var i = 0; i < free.Length; i++)
        {
            if (free[i]) level = Math.Min(level, gradient[i]);
        }
        var (entering, least) = (-1, -Tolerance);
        for (var i = 0; i < free.Length; i++)
        {
            if (!free[i] && gradient[i] - level < least) (entering, least) = (i, gradient[i] - level);
        }
        return entering;
    }
}
