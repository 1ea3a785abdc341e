using RetrainGrains.Statistics.Tests.Peers;
using RetrainGrains.Statistics.TwoSample;

namespace RetrainGrains.Statistics.Tests.TwoSample;

/// <summary>P-values are scipy's from the middle of a distribution far into its tail, for few rows and for millions.</summary>
public sealed class TailConformanceTests
{
    private static readonly double[] Degrees = [1, 2, 3, 7, 30, 199, 5_000, 1_000_000];

    [Fact]
    public void Chi_squared()
    {
        double[][] given = [.. Degrees.SelectMany(degrees => Spots.Select(
            z => new[] { Math.Max(0.001, degrees + z * Math.Sqrt(2 * degrees)), degrees }))];

        Compare(given, "stats.chi2.sf(a, b)", spot => PopulationStability.PValue(spot[0], 2, 2, (int)spot[1] + 1));
    }

    [Fact]
    public void Chi_squared_critical_values()
    {
        double[] chances = [0.5, 0.05, 1e-3, 1e-9, 1e-30];
        double[][] given = [.. Degrees.SelectMany(degrees => chances.Select(chance => new[] { chance, degrees }))];

        Compare(given, "stats.chi2.isf(a, b)",
            spot => PopulationStability.CriticalValue(2, 2, (int)spot[1] + 1, spot[0]));
    }

    [Fact]
    public void Students_t()
    {
        double[][] given = [.. Degrees.SelectMany(degrees => Spots.Select(z => new[] { Math.Abs(z), degrees }))];

        Compare(given, "2 * stats.t.sf(a, b)", spot =>
        {
            // One row on the other side leaves all degrees to this one; its mean's error is then one.
            var rows = spot[1] + 1;
            var variance = 1 / (1 / rows + 1);
            return MeanTest.Student(new Moments(rows, spot[0], variance), new Moments(1, 0, 0)).PValue;
        });
    }

    [Fact]
    public void Fishers_f()
    {
        double[] ratios = [1.001, 1.1, 1.7, 3, 20, 1000];
        double[][] given = [.. Degrees.SelectMany(degrees => ratios.SelectMany(
            ratio => new[] { new[] { ratio, degrees, 12 }, [ratio, 12, degrees], [ratio, degrees, degrees] }))];

        Compare(given, "min(1, 2 * min(stats.f.sf(a, b, c), stats.f.cdf(a, b, c)))", spot => VarianceRatio.FTest(
            new Moments(spot[2] + 1, 0, 1), new Moments(spot[1] + 1, 0, spot[0])).PValue);
    }

    [Fact]
    public void Kolmogorovs_limit_in_each_of_its_regions()
    {
        int[] rows = [3, 11, 139, 141, 600, 9_000, 100_003, 2_000_003];
        double[] lengths = [0.3, 0.45, 0.6, 0.8, 0.86, 0.9, 1.2, 1.48, 1.5, 1.9, 2.01, 3, 6];
        // Distances of n and m rows are multiples of 1 / n when n = m.
        int[][] given = [.. rows.SelectMany(n => lengths
            .Select(length => (int)Math.Round(length * Math.Sqrt(2.0 / n) * n))
            .Where(steps => steps > 0 && steps <= n).Select(steps => new[] { n, steps }))];

        Compare(given, "stats.kstwo.sf(b / a, numpy.round(a / 2))", spot => KolmogorovSmirnov.TestCounts<int>(
            [spot[1], spot[0] - spot[1]], [0, spot[0]], PValueMethod.Asymptotic).PValue);
    }

    [Fact]
    public void Exact_Kolmogorov_Smirnov()
    {
        (int, int)[] sizes = [(2, 3), (7, 5), (40, 60), (99, 100), (300, 7), (1000, 1001), (1200, 1200)];
        double[] shares = [0.01, 0.05, 0.1, 0.3, 0.6, 0.9, 1];
        int[][] given = [.. sizes.SelectMany(size => shares.Select(
            share => new[] { size.Item1, (int)(share * size.Item1), size.Item2 }))];

        Compare(given, "ks(a, b, c)", spot => KolmogorovSmirnov.TestCounts<int>(
            [spot[1], spot[0] - spot[1]], [0, spot[2]], PValueMethod.Exact).PValue);
    }

    [Fact]
    public void Proportions()
    {
        long[][] given =
        [
            [0, 10, 5, 10], [3, 3, 0, 3], [1, 1000, 9, 1000], [5, 40, 6, 39], [500, 1000, 400, 1000], [0, 50, 0, 70],
            [50, 50, 70, 70], [990, 1000, 480, 500], [12, 100_000, 40, 90_000], [1, 2, 1, 2], [8, 10, 1, 6],
        ];

        Compare(given, "z(a, b, c, d)", spot => ProportionTest.ZTest(spot[0], spot[1], spot[2], spot[3]).PValue);
        Compare(given, "stats.fisher_exact([[a, b - a], [c, d - c]])[1]",
            spot => ProportionTest.FisherExact(spot[0], spot[1], spot[2], spot[3]).PValue);
        Compare(given, "stats.fisher_exact([[a, b - a], [c, d - c]])[0]",
            spot => ProportionTest.FisherExact(spot[0], spot[1], spot[2], spot[3]).Statistic);
    }

    private static double[] Spots => [-3, -1, -0.1, 0, 0.1, 0.5, 1, 2, 3, 5, 8, 13, 21, 34];

    private static void Compare<T>(T[][] given, string formula, Func<T[], double> actual)
    {
        var names = string.Join(", ", "abcd"[..given[0].Length].ToCharArray());
        var script = PythonNumber.Script +
            $"""
            from statsmodels.stats.proportion import proportions_ztest
            stats = scipy.stats
            def z(a, b, c, d):
                return 1 if a + c in (0, b + d) else proportions_ztest([a, c], [b, d])[1]
            def ks(n, b, m):
                return stats.ks_2samp(numpy.repeat([0, 1], [b, n - b]), numpy.ones(m), method='exact')[1]
            found = [number({formula}) for ({names}) in given]
            """;
        foreach (var (spot, expected) in given.Zip(PythonPeer.Ask<double[]>(script, given)))
        {
            Agreement.Assert(expected, actual(spot), $"{formula} at {string.Join(", ", spot)}", 1e-300);
        }
    }
}
