using RetrainGrains.Statistics.Multiplicity;
using RetrainGrains.Statistics.Tests.TwoSample;

namespace RetrainGrains.Statistics.Tests.Multiplicity;

/// <summary>
/// Many streams with known truth and fixed seeds: the false share of rejections stays below alpha, and the tests find
/// something, so that the bound is not held by silence.
/// </summary>
public sealed class FalseDiscoverySimulationTests
{
    private const double Alpha = 0.1;
    private const int Streams = 2_000;
    private const int Tests = 100;
    private const double Effect = 3.5;

    // The one-sided 99 % point of a mean of 2,000 shares, each with at most the variance of a coin of chance alpha.
    private static readonly double Bound = Alpha + 2.326 * Math.Sqrt(Alpha * (1 - Alpha) / Streams);

    public static TheoryData<double> SharesOfAlternatives => [0, 0.05, 0.3, 0.7];

    [Theory]
    [MemberData(nameof(SharesOfAlternatives))]
    public void Lord_keeps_the_false_share_for_independent_tests(double alternatives) =>
        AssertControlled(alternatives, 0.4, Online(LordPlusPlus.Start(Alpha)), dependence: 0);

    [Theory]
    [MemberData(nameof(SharesOfAlternatives))]
    public void Lond_keeps_the_false_share_for_positively_dependent_tests(double alternatives) =>
        AssertControlled(alternatives, 0.2, Online(Lond.Start(Alpha)), dependence: 0.5);

    [Theory]
    [MemberData(nameof(SharesOfAlternatives))]
    public void E_lond_keeps_the_false_share_for_tests_that_all_depend_on_one_cause(double alternatives) =>
        AssertControlled(alternatives, 0.02, ELondOf, dependence: 0.9);

    [Theory]
    [MemberData(nameof(SharesOfAlternatives))]
    public void Benjamini_Hochberg_keeps_the_false_share_for_independent_tests(double alternatives) =>
        AssertControlled(alternatives, 0.4, Batch, dependence: 0);

    [Fact]
    public void Without_a_correction_the_false_share_is_not_kept()
    {
        var (falseShare, _) = Simulate(0.05, scores => [.. scores.Select(z => PValue(z) <= Alpha)], 0);

        Assert.True(falseShare > 0.5, $"{falseShare}");
    }

    private static void AssertControlled(
        double alternatives, double leastPower, Func<double[], bool[]> procedure, double dependence)
    {
        var (falseShare, power) = Simulate(alternatives, procedure, dependence);

        Assert.True(falseShare <= Bound, $"false share {falseShare} with {alternatives} alternatives");
        Assert.True(alternatives < 0.3 || power >= leastPower, $"power {power} with {alternatives} alternatives");
    }

    private static (double FalseShare, double Power) Simulate(
        double alternatives, Func<double[], bool[]> procedure, double dependence)
    {
        double falseShare = 0, found = 0, all = 0;
        for (var stream = 0; stream < Streams; stream++)
        {
            var random = new Random(stream);
            var cause = Samples.Normal(random);
            var drifted = new bool[Tests];
            var scores = new double[Tests];
            for (var test = 0; test < Tests; test++)
            {
                drifted[test] = random.NextDouble() < alternatives;
                scores[test] = (drifted[test] ? Effect : 0)
                    + Math.Sqrt(dependence) * cause + Math.Sqrt(1 - dependence) * Samples.Normal(random);
            }
            var rejected = procedure(scores);
            var (right, wrong) = (0, 0);
            for (var test = 0; test < Tests; test++)
            {
                if (rejected[test] && drifted[test]) right++;
                if (rejected[test] && !drifted[test]) wrong++;
            }
            falseShare += (double)wrong / Math.Max(1, right + wrong) / Streams;
            found += right;
            all += drifted.Count(one => one);
        }
        return (falseShare, all == 0 ? 1 : found / all);
    }

    private static double PValue(double score) => 1 - MathNet.Numerics.Distributions.Normal.CDF(0, 1, score);

    private static Func<double[], bool[]> Online(OnlineFdr start) => scores =>
    {
        var state = start;
        var rejected = new bool[scores.Length];
        for (var test = 0; test < scores.Length; test++) (state, _, rejected[test]) = state.Test(PValue(scores[test]));
        return rejected;
    };

    // The likelihood ratio against the true effect is an e-value.
    private static bool[] ELondOf(double[] scores)
    {
        var state = ELond.Start(Alpha);
        var rejected = new bool[scores.Length];
        for (var test = 0; test < scores.Length; test++)
        {
            (state, _, rejected[test]) = state.Test(Math.Exp(Effect * scores[test] - Effect * Effect / 2));
        }
        return rejected;
    }

    private static bool[] Batch(double[] scores) =>
        [.. BenjaminiHochberg.Correct([.. scores.Select(PValue)], Alpha).Rejected];
}
