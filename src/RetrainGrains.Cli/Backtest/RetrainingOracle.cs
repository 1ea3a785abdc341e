namespace RetrainGrains.Cli.Backtest;

/// <summary>
/// The cheapest plan there is, known in hindsight only, against which every policy is measured. By dynamic programming,
/// f(t, s) = min(S[s, t] + f(t + 1, s), k[t] + S[t, t] + f(t + 1, t)); the training at period 0 is free, because every
/// policy needs it.
/// </summary>
public static class RetrainingOracle
{
    /// <param name="matrix">The loss of each model in each period.</param>
    /// <param name="costs">The cost of a retraining at the start of each period, in units of loss.</param>
    public static RetrainingPlan Solve(StalenessMatrix matrix, ReadOnlySpan<double> costs)
    {
        var periods = matrix.Periods;
        ArgumentOutOfRangeException.ThrowIfNotEqual(costs.Length, periods);
        // best[s] is f(t + 1, s) while t runs backwards; a tie keeps the model.
        var best = new double[periods];
        var retrain = new bool[periods, periods];
        for (var t = periods - 1; t > 0; t--)
        {
            var fresh = costs[t] + matrix[t, t] + best[t];
            for (var s = 0; s < t; s++)
            {
                var kept = matrix[s, t] + best[s];
                retrain[t, s] = fresh < kept;
                best[s] = Math.Min(kept, fresh);
            }
        }
        return Follow(matrix, costs, retrain);
    }

    private static RetrainingPlan Follow(StalenessMatrix matrix, ReadOnlySpan<double> costs, bool[,] retrain)
    {
        var (trainedAt, loss, spent) = (0, 0.0, 0.0);
        var retrainings = ImmutableArray.CreateBuilder<int>();
        for (var t = 0; t < matrix.Periods; t++)
        {
            if (t > 0 && retrain[t, trainedAt])
            {
                trainedAt = t;
                spent += costs[t];
                retrainings.Add(t);
            }
            loss += matrix[trainedAt, t];
        }
        return new RetrainingPlan(loss, spent, retrainings.ToImmutable());
    }
}
