using MathNet.Numerics.Distributions;

namespace RetrainGrains.Domain.Tests.Probation;

public sealed class ProbationTests
{
    private static readonly ProbationPolicy Policy = new();
    private static readonly ProbationState OnTrial = new(
        Given.Start,
        new(new(1, 0, 0), [new(new("leafwise"), "a", 1)], "run", null, Given.Start, VersionStatus.Retired, ""));

    [Fact]
    public void The_p_value_agrees_with_scipy()
    {
        // scipy.stats.ttest_1samp([.3, .5, .1, .4, .2], 0, alternative='greater').pvalue = 0.0066178; one look in all.
        var decision = Decide(Policy with { MinimumDays = 5 }, [0.3, 0.5, 0.1, 0.4, 0.2], 5);

        Assert.Contains("p = 0.006618", decision.Reason, StringComparison.Ordinal);
        Assert.Equal(ProbationVerdict.RollBack, Decide(OneLook(0.0067), [0.3, 0.5, 0.1, 0.4, 0.2], 5).Verdict);
        Assert.Equal(ProbationVerdict.Confirm, Decide(OneLook(0.0066), [0.3, 0.5, 0.1, 0.4, 0.2], 5).Verdict);
    }

    [Fact]
    public void A_clearly_worse_version_is_taken_back_within_days()
    {
        var random = new Random(1);
        var excess = new List<double>();
        var verdict = ProbationVerdict.Hold;
        while (verdict == ProbationVerdict.Hold)
        {
            excess.Add(1 + 0.2 * Given.Normal(random));
            verdict = Decide(Policy, [.. excess], excess.Count).Verdict;
        }

        Assert.Equal(ProbationVerdict.RollBack, verdict);
        Assert.InRange(excess.Count, 3, 5);
    }

    [Theory]
    [InlineData(0.11, ProbationVerdict.RollBack)]
    [InlineData(0.09, ProbationVerdict.Hold)]
    public void A_small_loss_is_no_reason_however_sure(double share, ProbationVerdict verdict)
    {
        Assert.Equal(verdict, Decide(Policy, [share, share, share, share], 4).Verdict);
    }

    [Fact]
    public void Too_few_days_hold_and_at_the_end_confirm()
    {
        Assert.Equal(ProbationVerdict.Hold, Decide(Policy, [9, 9], 2).Verdict);
        Assert.Equal(ProbationVerdict.Confirm, Decide(Policy, [9, 9], 14).Verdict);
        Assert.Equal(ProbationVerdict.Confirm, Decide(Policy, [0, 0.1, -0.1], 14).Verdict);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(2)]
    public void Equal_versions_are_taken_back_no_more_often_than_the_level_over_the_whole_probation(double noise)
    {
        const int probations = 4_000;
        var random = new Random(17);
        var rolledBack = Enumerable.Range(0, probations).Count(_ => EndsInRollback(random, noise));

        // 0.995 quantile of Binomial(4000, 0.05).
        var binomial = new Binomial(Policy.Significance, probations);
        Assert.True(binomial.CumulativeDistribution(236) >= 0.995);
        Assert.InRange(rolledBack, 0, 236);
    }

    private static bool EndsInRollback(Random random, double noise)
    {
        var excess = new List<double>();
        for (var day = 1; day <= 14; day++)
        {
            excess.Add(noise * Given.Normal(random));
            if (Decide(Policy, [.. excess], day).Verdict == ProbationVerdict.RollBack) return true;
        }
        return false;
    }

    private static ProbationPolicy OneLook(double level) =>
        Policy with { Length = TimeSpan.FromDays(5), MinimumDays = 5, Significance = level };

    /// <summary>Decides on daily excess losses over a predecessor that loses 1 a day.</summary>
    private static ProbationDecision Decide(ProbationPolicy policy, double[] excess, int day) =>
        ProbationRule.Decide(policy, OnTrial, LossByDay.Of(excess), 1, Given.Start.AddDays(day));
}
