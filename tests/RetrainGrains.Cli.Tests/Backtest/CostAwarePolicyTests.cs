using RetrainGrains.Cli.Backtest;
using RetrainGrains.Domain.Costs;

namespace RetrainGrains.Cli.Tests.Backtest;

/// <summary>The tests on streams of known staleness: a fresh model loses 100 a period, a retraining costs 5.</summary>
public sealed class CostAwarePolicyTests
{
    private const double Cost = 5;
    private const int Periods = 100;

    private static readonly CostAwarePolicy Policy = new(new CostAwareOptions());

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 8)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Without_drift_it_costs_hardly_more_than_never_to_retrain(int seed)
    {
        var matrix = Staleness.Noisy(seed, Periods, 0.1, (_, _) => 0);

        var plan = PolicyRun.Of(matrix, Policy, Cost).Plan;

        Assert.InRange(plan.Retrainings.Length, 1, 15);
        Assert.InRange(plan.Cost / CostOf(matrix, new NeverPolicy()), 0.99, 1.015);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Steady_decay_costs_hardly_more_than_at_the_best_cadence(int seed)
    {
        var matrix = Staleness.Noisy(seed, Periods, 0.1, (s, t) => 3 * (t - s));

        var best = Enumerable.Range(1, 20).Min(k => CostOf(matrix, new CadencePolicy(k)));

        Assert.InRange(CostOf(matrix, Policy) / best, 0.9, 1.01);
        Assert.True(CostOf(matrix, Policy) < CostOf(matrix, new NeverPolicy()) / 2);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_sudden_break_is_answered_within_two_periods(int seed)
    {
        const int Break = 60;
        var matrix = Staleness.Noisy(seed, Periods, 0.1, (s, t) => s < Break && t >= Break ? 80 : 0);

        var retrainings = PolicyRun.Of(matrix, Policy, Cost).Plan.Retrainings;

        Assert.Contains(retrainings, t => t is Break + 1 or Break + 2);
    }

    [Fact]
    public void It_says_what_it_expects()
    {
        var matrix = Staleness.Of(10, (s, t) => 100 + 3 * (t - s));

        var reason = PolicyRun.Of(matrix, Policy, Cost).Reasons[0];

        Assert.Equal(
            "a model 2 periods old is expected to lose 4.063 more a period than a new one: "
            + "retraining saves 6.095 over 2 periods and costs 5 (0 % evidence, the rest is assumed)",
            reason);
    }

    [Fact]
    public void What_it_learns_takes_the_place_of_what_is_assumed()
    {
        var matrix = Staleness.Of(40, (s, t) => 100 + 3 * (t - s));

        var last = PolicyRun.Of(matrix, Policy, Cost).Reasons[^1];

        Assert.Matches(@"\((?:[5-9]\d|100)(\.\d)? % evidence", last);
    }

    [Fact]
    public void A_stream_that_costs_nothing_is_never_retrained() =>
        Assert.Empty(PolicyRun.Of(Staleness.Of(20, (_, _) => 0), Policy, Cost).Plan.Retrainings);

    [Fact]
    public void Settings_out_of_range_are_named()
    {
        var settings = new CostAwareOptions { Discount = 0, HorizonPeriods = 0 };

        Assert.Equal(
            ["costAware.discount", "costAware.horizonPeriods"],
            settings.Validate("costAware").Select(problem => problem.Field));
    }

    private static double CostOf(StalenessMatrix matrix, ICostPolicy policy) =>
        PolicyRun.Of(matrix, policy, Cost).Plan.Cost;
}
