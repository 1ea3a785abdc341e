using RetrainGrains.Statistics.Tests.Peers;
using RetrainGrains.Statistics.TwoSample;

namespace RetrainGrains.Statistics.Tests.TwoSample;

/// <summary>P-values are scipy's from the middle of a distribution far into its tail, for few rows and many.</summary>
public sealed class TailConformanceTests(TailConformanceTests.Peer peer) : IClassFixture<TailConformanceTests.Peer>
{
    private static readonly double[] Degrees = [1, 2, 3, 7, 30, 199, 5_000, 1_000_000];
    private static readonly double[] Spots = [-3, -1, -0.1, 0, 0.1, 0.5, 1, 2, 3, 5, 8, 13, 21, 34];

    /// <summary>A number at many spots: in Python, of a list s, and here.</summary>
    private sealed record Number(string Formula, double[][] Given, Func<double[], double> Here);

    private static readonly Dictionary<string, Number> Numbers = new()
    {
        ["chi-squared"] = new(
            "stats.chi2.sf(s[0], s[1])",
            [.. from degrees in Degrees
                from z in Spots
                select new[] { Math.Max(0.001, degrees + z * Math.Sqrt(2 * degrees)), degrees }],
            s => PopulationStability.PValue(s[0], 2, 2, (int)s[1] + 1)),
        ["critical chi-squared"] = new(
            "stats.chi2.isf(s[0], s[1])",
            [.. from degrees in Degrees
                from chance in (double[])[0.5, 0.05, 1e-3, 1e-9, 1e-30]
                select new[] { chance, degrees }],
            s => PopulationStability.CriticalValue(2, 2, (int)s[1] + 1, s[0])),
        ["Student's t"] = new(
            "2 * stats.t.sf(s[0], s[1])",
            [.. from degrees in Degrees
                from z in Spots
                select new[] { Math.Abs(z), degrees }],
            Student),
        ["Fisher's F"] = new(
            "min(1, 2 * min(stats.f.sf(*s), stats.f.cdf(*s)))",
            [.. from degrees in Degrees
                from ratio in (double[])[1.001, 1.1, 1.7, 3, 20, 1000]
                from spot in (double[][])[[ratio, degrees, 12], [ratio, 12, degrees], [ratio, degrees, degrees]]
                select spot],
            s => VarianceRatio.FTest(new Moments(s[2] + 1, 0, 1), new Moments(s[1] + 1, 0, s[0])).PValue),
        // Each length and number of rows falls into one of the regions that its distribution is computed in.
        ["Kolmogorov's limit"] = new(
            "stats.kstwo.sf(s[1] / s[0], numpy.round(s[0] / 2))",
            [.. from rows in (double[])[3, 11, 139, 141, 600, 9_000, 100_003, 2_000_003]
                from length in (double[])[0.3, 0.45, 0.6, 0.8, 0.86, 0.9, 1.2, 1.48, 1.5, 1.9, 2.01, 3, 6]
                let steps = Math.Round(length * Math.Sqrt(2 * rows))
                where steps > 0 && steps <= rows
                select new[] { rows, steps }],
            s => Apart(s[0], s[1], s[0], PValueMethod.Asymptotic)),
        ["exact Kolmogorov-Smirnov"] = new(
            "ks(*s)",
            [.. from size in (double[][])[[2, 3], [7, 5], [40, 60], [99, 100], [300, 7], [1000, 1001], [1200, 1200]]
                from share in (double[])[0.01, 0.05, 0.1, 0.3, 0.6, 0.9, 1]
                select new[] { size[0], Math.Floor(share * size[0]), size[1] }],
            s => Apart(s[0], s[1], s[2], PValueMethod.Exact)),
        ["z-test of proportions"] = new(
            "z(*s)", Tables, s => ProportionTest.ZTest((int)s[0], (int)s[1], (int)s[2], (int)s[3]).PValue),
        ["Fisher's exact test"] = new(
            "stats.fisher_exact([[s[0], s[1] - s[0]], [s[2], s[3] - s[2]]])[1]",
            Tables, s => ProportionTest.FisherExact((int)s[0], (int)s[1], (int)s[2], (int)s[3]).PValue),
        ["odds ratio"] = new(
            "stats.fisher_exact([[s[0], s[1] - s[0]], [s[2], s[3] - s[2]]])[0]",
            Tables, s => ProportionTest.FisherExact((int)s[0], (int)s[1], (int)s[2], (int)s[3]).Statistic),
    };

    private static double[][] Tables =>
    [
        [0, 10, 5, 10], [3, 3, 0, 3], [1, 1000, 9, 1000], [5, 40, 6, 39], [500, 1000, 400, 1000], [0, 50, 0, 70],
        [50, 50, 70, 70], [990, 1000, 480, 500], [12, 100_000, 40, 90_000], [1, 2, 1, 2], [8, 10, 1, 6],
    ];

    /// <summary>One Python process for all tests.</summary>
    public sealed class Peer
    {
        public Lazy<Dictionary<string, double[]>> Found { get; } = new(() =>
        {
            var formulas = Numbers.Select(
                number => $"    '{number.Key.Replace("'", "\\'")}': lambda s: {number.Value.Formula},\n");
            var script =
                $$"""
                from statsmodels.stats.proportion import proportions_ztest
                stats = scipy.stats
                def z(a, b, c, d):
                    return 1 if a + c in (0, b + d) else proportions_ztest([a, c], [b, d])[1]
                def ks(n, b, m):
                    return stats.ks_2samp(numpy.repeat([0, 1], [b, n - b]), numpy.ones(m), method='exact')[1]
                formulas = {
                {{string.Concat(formulas)}}}
                found = {name: [float(formulas[name](s)) for s in spots] for name, spots in given.items()}
                """;
            return PythonPeer.Ask<Dictionary<string, double[]>>(
                script, Numbers.ToDictionary(number => number.Key, number => number.Value.Given));
        });
    }

    public static TheoryData<string> Names => [.. Numbers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_chance_has_all_digits_of_scipys(string name)
    {
        var number = Numbers[name];
        foreach (var (spot, expected) in number.Given.Zip(peer.Found.Value[name]))
        {
            Agreement.Assert(expected, number.Here(spot), $"{name} at {string.Join(", ", spot)}", 1e-300);
        }
    }

    // One row on the other side leaves all degrees to this one; its mean's error is then one.
    private static double Student(double[] spot)
    {
        var rows = spot[1] + 1;
        return MeanTest.Student(new Moments(rows, spot[0], 1 / (1 / rows + 1)), new Moments(1, 0, 0)).PValue;
    }

    // Two bins: all current rows are in the upper one, and this many of the reference's are below.
    private static double Apart(double rows, double below, double currentRows, PValueMethod method) =>
        KolmogorovSmirnov.TestCounts<double>([below, rows - below], [0, currentRows], method).PValue;
}
