using FsCheck;
using FsCheck.Fluent;
using RetrainGrains.Cli.Backtest;
using RetrainGrains.Domain.Costs;

namespace RetrainGrains.Cli.Tests.Backtest;

public sealed class CostPolicyTests
{
    private const double Cost = 5;

    public static ImmutableArray<ICostPolicy> Policies { get; } =
    [
        new NeverPolicy(), new CadencePolicy(3), new WorseningPolicy(squaredLoss: true), new CusumPolicy(),
        new RegretPolicy(), new CostAwarePolicy(new CostAwareOptions()),
    ];

    [Fact]
    public void No_policy_sees_the_future()
    {
        var cases = from seed in Gen.Choose(0, int.MaxValue - 1) from now in Gen.Choose(1, 29) select (seed, now);

        Prop.ForAll(cases.ToArbitrary(), drawn =>
        {
            var matrix = Staleness.Random(drawn.seed, 30);
            var other = Staleness.Of(30, (s, t) => t < drawn.now ? matrix[s, t] : 1_000 - matrix[s, t]);
            return Policies.All(policy => Before(policy, matrix).SequenceEqual(Before(policy, other)));

            // The decision at the start of a period is made without that period.
            IEnumerable<int> Before(ICostPolicy policy, StalenessMatrix of) =>
                PolicyRun.Of(of, policy, Cost).Plan.Retrainings.Where(t => t <= drawn.now);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_cadence_retrains_every_so_many_periods_and_never_does_not()
    {
        var matrix = Staleness.Of(10, (s, t) => 100 + t - s);

        var run = PolicyRun.Of(matrix, new CadencePolicy(3), Cost);

        Assert.Equal([3, 6, 9], run.Plan.Retrainings);
        Assert.Equal([100, 101, 102, 105, 101, 102, 105, 101, 102, 105], run.CostByPeriod);
        Assert.Equal((1_009, 15), (run.Plan.Loss, run.Plan.TrainingCost));
        Assert.Empty(PolicyRun.Of(matrix, new NeverPolicy(), Cost).Plan.Retrainings);
    }

    [Theory]
    [InlineData(false, 114, 0)]
    [InlineData(false, 116, 1)]
    [InlineData(true, 132, 0)]
    [InlineData(true, 133, 1)]
    public void The_sources_rule_asks_for_15_percent_of_the_error(bool squared, double loss, int retrainings)
    {
        // A squared loss is the square of the error: 1.15² = 1.3225.
        var matrix = Staleness.Of(6, (s, t) => s < 3 && t >= 2 ? loss : 100);

        Assert.Equal(
            retrainings, PolicyRun.Of(matrix, new WorseningPolicy(squared), Cost).Plan.Retrainings.Length);
    }

    [Fact]
    public void CUSUM_finds_a_break_after_its_warm_up_and_is_quiet_without_one()
    {
        var broken = Staleness.Noisy(1, 30, 0.05, (s, t) => s < 12 && t >= 12 ? 60 : 0);

        var found = PolicyRun.Of(broken, new CusumPolicy(), Cost).Plan.Retrainings;

        Assert.Contains(13, found);
        Assert.Empty(PolicyRun.Of(Staleness.Of(30, (_, _) => 100), new CusumPolicy(), Cost).Plan.Retrainings);
    }

    [Fact]
    public void The_regret_trigger_fires_when_the_area_reaches_the_cost()
    {
        // 2 more in each period: areas 0, 1, 4, 9 (earlier regrets 0, 2, 4 count in full, each new one half).
        var matrix = Staleness.Of(12, (s, t) => 100 + 2 * (t - s));

        Assert.Equal(4, PolicyRun.Of(matrix, new RegretPolicy(), cost: 7).Plan.Retrainings[0]);
    }
}
