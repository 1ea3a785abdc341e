using FsCheck;
using FsCheck.Fluent;
using RetrainGrains.Statistics.Multiplicity;
using RetrainGrains.Statistics.Tests.Peers;
using RetrainGrains.Statistics.Tests.TwoSample;

namespace RetrainGrains.Statistics.Tests.Multiplicity;

public sealed class CorrectionTests
{
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithReplay(20_260_311, 1).WithMaxTest(300);

    // Few different values, so that ties and exact hits of a level happen.
    private static readonly Gen<double[]> PValues = Gen.OneOf(
        Gen.Choose(0, 100).Select(value => value / 100.0),
        Gen.Choose(0, 1_000_000).Select(value => value / 1e9)).ArrayOf();

    private delegate CorrectionReport Correction(ReadOnlySpan<double> values, double alpha);

    private sealed record Corrected(double[] Adjusted, bool[] Rejected);

    [Fact]
    public void Corrections_are_those_of_statsmodels()
    {
        const string Script =
            """
            from statsmodels.stats.multitest import multipletests
            def corrected(values, alpha, method):
                rejected, adjusted = multipletests(values, alpha, method)[:2]
                return {'adjusted': adjusted.tolist(), 'rejected': rejected.tolist()}
            found = [corrected(*case) for case in given]
            """;
        (string Name, Correction Correct)[] methods =
        [
            ("bonferroni", Bonferroni.Correct), ("holm", Holm.Correct), ("fdr_bh", BenjaminiHochberg.Correct),
        ];
        double[][] families = [[0.01], [0.05, 0.05], [0, 1], [0.9, 0.8], .. Enumerable.Range(1, 16).Select(Drawn)];
        var cases = (from method in methods
                     from family in families
                     from alpha in (double[])[0.01, 0.05, 0.2]
                     select (method, family, alpha)).ToArray();

        var found = PythonPeer.Ask<Corrected[]>(
            Script, cases.Select(item => new object[] { item.family, item.alpha, item.method.Name }));

        foreach (var (item, expected) in cases.Zip(found))
        {
            var report = item.method.Correct(item.family, item.alpha);
            var name = $"{item.method.Name} of {item.family.Length} at {item.alpha}";
            Assert.True(expected.Rejected.SequenceEqual(report.Rejected), name);
            foreach (var (value, adjusted) in expected.Adjusted.Zip(report.AdjustedPValues))
            {
                Agreement.Assert(value, adjusted, name);
            }
        }
    }

    [Fact]
    public void A_known_family_is_corrected_without_a_peer()
    {
        double[] pValues = [0.04, 0.001, 0.5, 0.012, 0.03];

        Assert.Equal([false, true, false, false, false], Bonferroni.Correct(pValues, 0.05).Rejected);
        Assert.Equal([false, true, false, true, false], Holm.Correct(pValues, 0.05).Rejected);
        Assert.Equal([true, true, false, true, true], BenjaminiHochberg.Correct(pValues, 0.05).Rejected);
        Assert.Equal(0.05, BenjaminiHochberg.Correct(pValues, 0.05).AdjustedPValues[0], 12);
    }

    [Fact]
    public void Corrections_are_ordered_from_Bonferroni_over_Holm_to_Benjamini_Hochberg() =>
        Prop.ForAll(PValues.ToArbitrary(), pValues =>
        {
            var bonferroni = Bonferroni.Correct(pValues, 0.05);
            var holm = Holm.Correct(pValues, 0.05);
            var hochberg = BenjaminiHochberg.Correct(pValues, 0.05);
            for (var test = 0; test < pValues.Length; test++)
            {
                Assert.True(!bonferroni.Rejected[test] || holm.Rejected[test]);
                Assert.True(!holm.Rejected[test] || hochberg.Rejected[test]);
                Assert.InRange(holm.AdjustedPValues[test], pValues[test], bonferroni.AdjustedPValues[test]);
                Assert.True(hochberg.AdjustedPValues[test] <= holm.AdjustedPValues[test] + 1e-12);
            }
        }).Check(Runs);

    [Fact]
    public void A_correction_keeps_the_order_of_the_tests_and_rejects_more_at_a_higher_level() =>
        Prop.ForAll(PValues.ToArbitrary(), pValues =>
        {
            foreach (var correct in (Correction[])[Bonferroni.Correct, Holm.Correct, BenjaminiHochberg.Correct])
            {
                var (low, high) = (correct(pValues, 0.01), correct(pValues, 0.1));
                for (var test = 0; test < pValues.Length; test++)
                {
                    Assert.True(!low.Rejected[test] || high.Rejected[test]);
                    for (var other = 0; other < test; other++)
                    {
                        if (pValues[test] > pValues[other]) continue;
                        Assert.True(low.AdjustedPValues[test] <= low.AdjustedPValues[other]);
                        Assert.True(low.Rejected[test] || !low.Rejected[other]);
                    }
                }
            }
        }).Check(Runs);

    [Fact]
    public void The_e_value_procedure_is_Benjamini_Hochberg_on_the_inverses() =>
        Prop.ForAll(PValues.ToArbitrary(), pValues =>
        {
            double[] inverses = [.. pValues.Select(p => p + 1e-9)];
            var expected = BenjaminiHochberg.Correct([.. inverses.Select(p => Math.Min(1, p))], 0.0501);
            var found = EBenjaminiHochberg.Correct([.. inverses.Select(p => 1 / p)], 0.0501);

            Assert.Equal(expected.Rejected, found.Rejected);
        }).Check(Runs);

    [Fact]
    public void E_values_without_evidence_reject_nothing_and_one_without_bound_rejects_itself()
    {
        Assert.Equal(0, EBenjaminiHochberg.Correct([0, 1, 5, 19], 0.05).Rejections);
        Assert.Equal([false, true, false], EBenjaminiHochberg.Correct([0, double.PositiveInfinity, 1], 0.05).Rejected);
        Assert.Equal([true, true, false], EBenjaminiHochberg.Correct([30, 30, 1], 0.05).Rejected);
    }

    [Fact]
    public void No_tests_give_no_rejections()
    {
        Assert.Empty(BenjaminiHochberg.Correct([], 0.05).Rejected);
        Assert.Equal(0, Holm.Correct([], 0.05).Rejections);
    }

    [Fact]
    public void What_is_no_chance_is_refused()
    {
        Assert.Contains("pValues is 1.5; it must be 0 to 1", RefusalOf(() => Holm.Correct([0.5, 1.5], 0.05)));
        Assert.Contains("pValues is NaN", RefusalOf(() => Bonferroni.Correct([double.NaN], 0.05)));
        Assert.Contains("eValues is -1; it must not", RefusalOf(() => EBenjaminiHochberg.Correct([-1], 0.05)));
        Assert.Contains("alpha is 1; it must be between", RefusalOf(() => BenjaminiHochberg.Correct([0.5], 1)));
    }

    private static string RefusalOf(Action correct) => Assert.Throws<ArgumentException>(correct).Message;

    private static double[] Drawn(int tests)
    {
        var random = new Random(tests);
        return [.. Enumerable.Range(0, tests).Select(
            index => index % 3 == 0 ? random.NextDouble() * 0.01 : Math.Round(random.NextDouble(), 2))];
    }
}
