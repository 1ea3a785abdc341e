using RetrainGrains.Domain.Costs;

namespace RetrainGrains.Cli.Backtest;

/// <summary>
/// The course of a policy over recorded periods: its plan, its cost by period, and its reasons to retrain.
/// </summary>
public sealed record PolicyRun(
    string Policy, RetrainingPlan Plan, ImmutableArray<double> CostByPeriod, ImmutableArray<string> Reasons)
{
    /// <summary>Runs the policy at the start of each period but the first, whose model every policy has.</summary>
    public static PolicyRun Of(StalenessMatrix matrix, ICostPolicy policy, double cost)
    {
        var served = new List<ServedPeriod>();
        var (trainedAt, predecessor) = (0, (int?)null);
        var retrainings = ImmutableArray.CreateBuilder<int>();
        var reasons = ImmutableArray.CreateBuilder<string>();
        for (var t = 0; t < matrix.Periods; t++)
        {
            if (t > 0 && policy.Decide(new ServingHistory(cost, served, trainedAt)) is { Retrain: true } decision)
            {
                (predecessor, trainedAt) = (trainedAt, t);
                retrainings.Add(t);
                reasons.Add(decision.Reason);
            }
            served.Add(new ServedPeriod(
                trainedAt, matrix[trainedAt, t], matrix.Rows(t), predecessor,
                predecessor is { } old ? matrix[old, t] : 0));
        }
        return Of(policy.Name, matrix, cost, retrainings.ToImmutable()) with { Reasons = reasons.ToImmutable() };
    }

    /// <summary>Adds up the costs of a given plan by period.</summary>
    public static PolicyRun Of(string name, StalenessMatrix matrix, double cost, ImmutableArray<int> retrainings)
    {
        var (trainedAt, next, loss) = (0, 0, 0.0);
        var byPeriod = ImmutableArray.CreateBuilder<double>(matrix.Periods);
        for (var t = 0; t < matrix.Periods; t++)
        {
            var retrains = next < retrainings.Length && retrainings[next] == t;
            if (retrains) (trainedAt, next) = (t, next + 1);
            loss += matrix[trainedAt, t];
            byPeriod.Add(matrix[trainedAt, t] + (retrains ? cost : 0));
        }
        var plan = new RetrainingPlan(loss, cost * retrainings.Length, retrainings);
        return new PolicyRun(name, plan, byPeriod.MoveToImmutable(), []);
    }
}
