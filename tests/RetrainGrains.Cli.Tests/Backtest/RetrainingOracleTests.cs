using FsCheck;
using FsCheck.Fluent;
using RetrainGrains.Cli.Backtest;

namespace RetrainGrains.Cli.Tests.Backtest;

public sealed class RetrainingOracleTests
{
    [Fact]
    public void The_oracle_is_the_cheapest_of_all_plans()
    {
        var cases =
            from seed in Gen.Choose(0, int.MaxValue - 1)
            from periods in Gen.Choose(1, 9)
            select (seed, periods);

        Prop.ForAll(cases.ToArbitrary(), drawn =>
        {
            var matrix = Staleness.Random(drawn.seed, drawn.periods);
            var random = new Random(drawn.seed);
            double[] costs = [.. Enumerable.Range(0, drawn.periods).Select(_ => (double)random.Next(0, 40))];
            var plan = RetrainingOracle.Solve(matrix, costs);
            return plan.Cost == Enumerable.Range(0, 1 << (drawn.periods - 1)).Min(set => Cost(matrix, costs, set))
                && plan.Cost == Cost(matrix, costs, plan.Retrainings.Sum(t => 1 << (t - 1)));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void No_policy_is_cheaper_than_the_oracle()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var matrix = Staleness.Random(seed, 30);
            var oracle = RetrainingOracle.Solve(matrix, [.. Enumerable.Repeat(10.0, 30)]);
            var costs = CostPolicyTests.Policies.Select(policy => PolicyRun.Of(matrix, policy, 10).Plan.Cost);
            Assert.All(costs, cost => Assert.True(cost >= oracle.Cost));
        }
    }

    [Fact]
    public void What_is_gained_exactly_its_cost_is_not_worth_a_retraining()
    {
        var matrix = Staleness.Of(2, (s, t) => s == 0 && t == 1 ? 15 : 5);

        Assert.Empty(RetrainingOracle.Solve(matrix, [10, 10]).Retrainings);
        Assert.Equal([1], RetrainingOracle.Solve(matrix, [10, 9]).Retrainings);
    }

    [Fact]
    public void Losses_that_are_no_numbers_are_refused_by_name()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(
            () => Staleness.Of(3, (s, t) => s == t ? 1 : double.NaN));

        Assert.StartsWith("A loss is finite and not negative. (Parameter 'losses[0]')", error.Message);
    }

    // Bit t - 1 of a set: retrain at the start of period t.
    private static double Cost(StalenessMatrix matrix, double[] costs, int set)
    {
        var (trainedAt, sum) = (0, 0.0);
        for (var t = 0; t < matrix.Periods; t++)
        {
            if (t > 0 && (set >> (t - 1) & 1) == 1) (trainedAt, sum) = (t, sum + costs[t]);
            sum += matrix[trainedAt, t];
        }
        return sum;
    }
}
