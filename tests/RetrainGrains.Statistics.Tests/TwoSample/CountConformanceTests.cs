using RetrainGrains.Statistics.Tests.Peers;
using RetrainGrains.Statistics.TwoSample;

namespace RetrainGrains.Statistics.Tests.TwoSample;

/// <summary>On every pair of histograms each statistic is scipy's, or numpy's transcription of its formula.</summary>
public sealed class CountConformanceTests(CountConformanceTests.Peer peer) : IClassFixture<CountConformanceTests.Peer>
{
    private const string Script =
        """
        stats, distance = scipy.stats, scipy.spatial.distance
        def pair(test, *sides, **options):
            result = test(*sides, **options)
            return [float(result[0]), float(result[1])]
        def psi(r, c):
            used = (r > 0) | (c > 0)
            p = numpy.where(r == 0, 0.5, r)[used] / r.sum()
            q = numpy.where(c == 0, 0.5, c)[used] / c.sum()
            return ((q - p) * numpy.log(q / p)).sum()
        def all_of(r, c):
            r, c = numpy.array(r), numpy.array(c)
            used = (r > 0) | (c > 0)
            table, p, q = numpy.array([r, c])[:, used], r / r.sum(), c / c.sum()
            rows = (numpy.repeat(numpy.arange(len(r)), r), numpy.repeat(numpy.arange(len(c)), c))
            positions = numpy.arange(len(r)) ** 2 / 7
            index, spread = psi(r, c), 1 / r.sum() + 1 / c.sum()
            found = {
                'kullback-leibler': [float(stats.entropy(r, c)), float(stats.entropy(r, c, base=2))],
                'jensen-shannon': [distance.jensenshannon(r, c), distance.jensenshannon(r, c, 2)],
                'hellinger': [numpy.sqrt(((numpy.sqrt(p) - numpy.sqrt(q)) ** 2).sum() / 2), 0],
                'total variation': [abs(p - q).sum() / 2, abs(p - q).max()],
                'ks': pair(stats.ks_2samp, *rows),
                'mann-whitney': pair(stats.mannwhitneyu, *rows, method='asymptotic'),
                'wasserstein': [stats.wasserstein_distance(positions, positions, r, c), 0],
                'energy': [stats.energy_distance(positions, positions, r, c), 0],
            }
            if used.sum() > 1:
                found['psi'] = [index, stats.chi2.sf(index / spread, len(r) - 1)]
                found['critical psi'] = [spread * stats.chi2.isf(0.05, len(r) - 1), 0]
                found['chi-squared'] = pair(stats.chi2_contingency, table, correction=False)
                found['chi-squared, corrected'] = pair(stats.chi2_contingency, table)
                found['g'] = pair(stats.chi2_contingency, table, correction=False, lambda_='log-likelihood')
                found['chi-squared of fit'] = pair(stats.chisquare, table[1], table[0] * c.sum() / r.sum())
                found['g of fit'] = pair(
                    stats.power_divergence, table[1], table[0] * c.sum() / r.sum(), lambda_='log-likelihood')
            return found
        found = [all_of(*counts) for counts in given]
        """;

    private static readonly (string Name, int[] Reference, int[] Current)[] Histograms =
    [
        ("six bins", [16, 18, 16, 14, 12, 12], [16, 16, 16, 16, 16, 8]),
        ("two bins", [10, 20], [15, 3]),
        ("two bins, close", [10, 20], [10, 21]),
        ("equal", [5, 5, 5], [5, 5, 5]),
        ("one bin", [7], [3]),
        ("a bin that both leave empty", [3, 0, 9, 4], [1, 0, 5, 9]),
        ("a bin that the reference leaves empty", [3, 0, 9], [1, 4, 5]),
        ("a bin that the current side leaves empty", [3, 4, 9], [1, 0, 5]),
        ("no bin in common", [3, 4, 0, 0], [0, 0, 5, 6]),
        ("far apart", [900, 90, 9, 1], [1, 9, 90, 900]),
        .. Enumerable.Range(0, 20).Select(Drawn),
    ];

    private static (string Name, int[] Reference, int[] Current) Drawn(int seed)
    {
        var random = new Random(seed);
        var bins = 2 + seed;
        var most = (int)Math.Pow(10, 1 + seed % 4);
        int[] Counts() => [1 + random.Next(most), .. Enumerable.Range(1, bins - 1).Select(_ => random.Next(most))];
        return ($"drawn with seed {seed}", Counts(), Counts());
    }

    /// <summary>One Python process for all tests.</summary>
    public sealed class Peer
    {
        public Lazy<Dictionary<string, double[]>[]> Found { get; } = new(() =>
            PythonPeer.Ask<Dictionary<string, double[]>[]>(
                Script, Histograms.Select(pair => new[] { pair.Reference, pair.Current })));
    }

    private static readonly Dictionary<string, Func<int[], int[], TestReport>> Statistics = new()
    {
        ["psi"] = (r, c) => Stability(PopulationStability.OfCounts<int>(r, c), r, c),
        ["critical psi"] = (r, c) =>
            new(PopulationStability.CriticalValue(r.Sum(), c.Sum(), r.Length, 0.05), 0),
        ["kullback-leibler"] = (r, c) =>
            new(Divergence.KullbackLeibler<int>(r, c), Divergence.KullbackLeibler<int>(r, c, 2)),
        ["jensen-shannon"] = (r, c) =>
            new(Divergence.JensenShannonDistance<int>(r, c), Divergence.JensenShannonDistance<int>(r, c, 2)),
        ["hellinger"] = (r, c) => new(Divergence.Hellinger<int>(r, c), 0),
        ["total variation"] = (r, c) =>
            new(Divergence.TotalVariation<int>(r, c), Divergence.LargestDifference<int>(r, c)),
        ["ks"] = (r, c) => KolmogorovSmirnov.TestCounts<int>(r, c),
        ["mann-whitney"] = (r, c) => MannWhitney.TestCounts<int>(r, c),
        ["wasserstein"] = (r, c) => new(Wasserstein.DistanceOfCounts<int>(Positions(r), r, c), 0),
        ["energy"] = (r, c) => new(EnergyDistance.OfCounts<int>(Positions(r), r, c), 0),
        ["chi-squared"] = (r, c) => FrequencyTest.ChiSquaredOfHomogeneity<int>(r, c),
        ["chi-squared, corrected"] = (r, c) => FrequencyTest.ChiSquaredOfHomogeneity<int>(r, c, continuity: true),
        ["g"] = (r, c) => FrequencyTest.GOfHomogeneity<int>(r, c),
        ["chi-squared of fit"] = (r, c) => FrequencyTest.ChiSquaredOfFit<double>(Scaled(r, c), AsDoubles(c)),
        ["g of fit"] = (r, c) => FrequencyTest.GOfFit<double>(Scaled(r, c), AsDoubles(c)),
    };

    public static TheoryData<string> Names => [.. Statistics.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_statistic_of_counts_is_scipys(string name)
    {
        var compared = 0;
        foreach (var (pair, found) in Histograms.Zip(peer.Found.Value))
        {
            if (!found.TryGetValue(name, out var expected) || expected.Any(double.IsNaN)) continue;
            var actual = Statistics[name](pair.Reference, pair.Current);
            Agreement.Assert(expected[0], actual.Statistic, $"{name} of {pair.Name}", 1e-12);
            Agreement.Assert(expected[1], actual.PValue, $"second value of {name} of {pair.Name}", 1e-300);
            compared++;
        }
        Assert.True(compared >= 25, $"{compared} pairs compared");
    }

    private static TestReport Stability(double index, int[] r, int[] c) =>
        new(index, PopulationStability.PValue(index, r.Sum(), c.Sum(), r.Length));

    private static double[] Positions(int[] counts) => [.. Enumerable.Range(0, counts.Length).Select(i => i * i / 7.0)];

    private static double[] AsDoubles(int[] counts) => [.. counts.Select(count => (double)count)];

    private static double[] Scaled(int[] reference, int[] current) =>
        [.. reference.Select(count => (double)count * current.Sum() / reference.Sum())];
}
