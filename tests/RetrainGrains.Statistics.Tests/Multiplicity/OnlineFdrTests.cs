using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using RetrainGrains.Statistics.Multiplicity;
using RetrainGrains.Statistics.Tests.Peers;
using RetrainGrains.Statistics.Tests.TwoSample;

namespace RetrainGrains.Statistics.Tests.Multiplicity;

public sealed class OnlineFdrTests
{
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithReplay(20_260_312, 1).WithMaxTest(100);

    // The example stream of R's onlineFDR.
    private static readonly double[] Stream =
    [
        2.90e-17, 0.06743, 0.01514, 0.08174, 0.00171, 3.60e-05, 0.79149, 0.27201, 0.28295, 7.59e-08, 0.69274, 0.30443,
        0.00136, 0.72342, 0.54757,
    ];

    [Fact]
    public void Lord_levels_rise_at_rejections_and_fade_between_them()
    {
        var (levels, rejected) = Run(LordPlusPlus.Start(0.05), Stream);

        Assert.Equal([1, 6, 10], rejected);
        double[] expected =
        [
            0.0002675838545630043, 0.0024664457199817477, 0.000573281754204682, 0.0004872804760455688,
            0.0004059066212002699, 0.00034472863862898366, 0.0029745012820979033, 0.0008450114061401572,
            0.0007305648272027261, 0.0006243142501075557, 0.003218591331670942, 0.0010617226723021516,
            0.0009256824982994009, 0.000801965688943999, 0.0007059610405747854,
        ];
        AssertNear(expected, levels);
    }

    [Fact]
    public void Lond_levels_grow_with_the_rejections()
    {
        var (levels, rejected) = Run(Lond.Start(0.05), Stream);

        Assert.Equal([1, 6, 10], rejected);
        AssertNear([0.002675838545630043, 0.0011638205782941741, 0.0009912498794460713], levels[..3]);
        AssertNear([0.00053774722688213], levels[^1..]);
    }

    [Fact]
    public void The_rejections_are_those_that_onlineFDR_publishes()
    {
        Assert.Equal([1, 3], Run(LordPlusPlus.Start(0.05), [1e-07, 0.1, 0.00055]).Rejected);
        Assert.Equal([1, 3], Run(Lond.Start(0.05), [1e-07, 0.1, 6e-04]).Rejected);
    }

    [Fact]
    public void Levels_are_those_of_the_formulas_written_out_in_Python()
    {
        const string Script =
            """
            from math import exp, log, sqrt
            share = lambda j: 0.07720838 * log(max(j, 2)) / (j * exp(sqrt(log(j))))
            def lord(stream, alpha):
                wealth, times, levels = alpha / 10, [], []
                for t, p in enumerate(stream, 1):
                    level = wealth * share(t) + sum(
                        (alpha - wealth if i == 0 else alpha) * share(t - time) for i, time in enumerate(times))
                    if p <= level: times.append(t)
                    levels.append(level)
                return levels
            def lond(stream, alpha):
                rejections, levels = 0, []
                for t, p in enumerate(stream, 1):
                    levels.append(alpha * share(t) * (rejections + 1))
                    rejections += p <= levels[-1]
                return levels
            found = [[lord(stream, 0.1), lond(stream, 0.1)] for stream in given]
            """;
        double[][] streams = [.. Enumerable.Range(1, 10).Select(seed => Mixed(new Random(seed), 400, 0.4))];

        var found = PythonPeer.Ask<double[][][]>(Script, streams);

        foreach (var (stream, expected) in streams.Zip(found))
        {
            AssertNear(expected[0], Run(LordPlusPlus.Start(0.1), stream).Levels);
            AssertNear(expected[1], Run(Lond.Start(0.1), stream).Levels);
        }
    }

    [Fact]
    public void A_state_goes_on_after_json_where_it_was()
    {
        foreach (var start in (OnlineFdr[])[LordPlusPlus.Start(0.05), Lond.Start(0.05)])
        {
            var state = start;
            foreach (var pValue in Stream)
            {
                var copy = JsonSerializer.Deserialize<OnlineFdr>(JsonSerializer.Serialize(state))!;
                Assert.Equal(state.Level, copy.Level);
                Assert.Equal(JsonSerializer.Serialize(state), JsonSerializer.Serialize(copy));
                state = copy.Test(pValue).State;
            }
            Assert.Equal(3, state.Rejections);
        }
        var eLond = ELond.Start(0.05).Test(1000).State;
        Assert.Equal(eLond, JsonSerializer.Deserialize<ELond>(JsonSerializer.Serialize(eLond)));
    }

    [Fact]
    public void E_lond_rejects_from_the_inverse_of_lond_levels_on() =>
        Prop.ForAll(Gen.Choose(1, 100_000).Select(value => value / 1e5).ArrayOf().ToArbitrary(), stream =>
        {
            var (lond, eLond) = ((OnlineFdr)Lond.Start(0.1), ELond.Start(0.1));
            foreach (var pValue in stream)
            {
                var expected = lond.Test(pValue);
                var found = eLond.Test(1 / pValue);
                Assert.Equal((expected.Level, expected.Rejected), (found.Level, found.Rejected));
                (lond, eLond) = (expected.State, found.State);
            }
        }).Check(Runs);

    [Fact]
    public void At_its_bound_Lord_forgets_the_oldest_rejection_and_never_spends_more_than_it_has_earned()
    {
        OnlineFdr state = LordPlusPlus.Start(0.05);
        var spent = 0.0;
        for (var test = 1; test <= 3 * LordPlusPlus.KeptRejections; test++)
        {
            var decision = state.Test(test % 2 == 0 ? 0 : 1);
            spent += decision.Level;
            state = decision.State;
            // The estimate of the false share that LORD++ holds below alpha.
            Assert.True(spent <= 0.05 * Math.Max(1, state.Rejections));
        }
        var lord = Assert.IsType<LordPlusPlus>(state);
        Assert.Equal(3 * LordPlusPlus.KeptRejections / 2, lord.Rejections);
        Assert.Equal(LordPlusPlus.KeptRejections, lord.RejectionTimes.Length);
        Assert.Equal(3 * LordPlusPlus.KeptRejections, lord.RejectionTimes[^1]);
    }

    [Fact]
    public void One_more_rejection_never_lowers_a_later_level_even_beyond_the_bound() =>
        Prop.ForAll(Gen.Choose(0, 3).ArrayOf(700).ToArbitrary(), Gen.Choose(0, 699).ToArbitrary(), (pattern, extra) =>
        {
            var (fewer, more) = ((OnlineFdr)LordPlusPlus.Start(0.05), (OnlineFdr)LordPlusPlus.Start(0.05));
            for (var test = 0; test < pattern.Length; test++)
            {
                var rejected = pattern[test] > 1;
                fewer = fewer.Test(rejected ? 0 : 1).State;
                more = more.Test(rejected || test == extra ? 0 : 1).State;
                Assert.True(fewer.Level <= more.Level * (1 + 1e-12));
            }
        }).Check(Runs.WithMaxTest(20));

    [Fact]
    public void A_wrong_setting_or_p_value_is_refused()
    {
        Assert.Contains("alpha is 0", Refusal(() => Lond.Start(0)));
        Assert.Contains("initialWealth is 0.2; it must", Refusal(() => LordPlusPlus.Start(0.1, 0.2)));
        Assert.Contains("pValue is NaN", Refusal(() => Lond.Start(0.1).Test(double.NaN)));
        Assert.Contains("eValue is -1", Refusal(() => ELond.Start(0.1).Test(-1)));
    }

    internal static double[] Mixed(Random random, int tests, double alternatives) => [.. Enumerable.Range(0, tests)
        .Select(_ => random.NextDouble() < alternatives ? Math.Pow(random.NextDouble(), 8) : random.NextDouble())];

    private static string Refusal(Action action) => Assert.Throws<ArgumentException>(action).Message;

    private static void AssertNear(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var test = 0; test < expected.Length; test++)
        {
            Agreement.Assert(expected[test], actual[test], $"level {test + 1}");
        }
    }

    private static (double[] Levels, int[] Rejected) Run(OnlineFdr state, double[] stream)
    {
        var (levels, rejected) = (new List<double>(), new List<int>());
        foreach (var pValue in stream)
        {
            var decision = state.Test(pValue);
            levels.Add(decision.Level);
            if (decision.Rejected) rejected.Add(levels.Count);
            state = decision.State;
        }
        return ([.. levels], [.. rejected]);
    }
}
