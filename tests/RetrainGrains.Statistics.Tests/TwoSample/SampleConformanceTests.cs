using RetrainGrains.Statistics.Tests.Peers;
using RetrainGrains.Statistics.TwoSample;

namespace RetrainGrains.Statistics.Tests.TwoSample;

/// <summary>On every pair of samples each statistic is scipy's.</summary>
public sealed class SampleConformanceTests(SampleConformanceTests.Peer peer)
    : IClassFixture<SampleConformanceTests.Peer>
{
    private const string Script =
        """
        stats = scipy.stats
        def pair(test, *sides, **options):
            try:
                result = test(*sides, **options)
                return [float(result[0]), float(result[-1] if test is stats.anderson_ksamp else result[1])]
            except ValueError:
                return None
        def all_of(r, c):
            r, c = numpy.array(r, float), numpy.array(c, float)
            found = {
                'ks': pair(stats.ks_2samp, r, c),
                'ks exact': pair(stats.ks_2samp, r, c, method='exact'),
                'ks asymptotic': pair(stats.ks_2samp, r, c, method='asymp'),
                'mann-whitney': pair(stats.mannwhitneyu, r, c),
                'mann-whitney less': pair(stats.mannwhitneyu, r, c, alternative='less'),
                'mann-whitney greater': pair(stats.mannwhitneyu, r, c, alternative='greater'),
                'mann-whitney asymptotic': pair(stats.mannwhitneyu, r, c, method='asymptotic'),
                'wasserstein': [stats.wasserstein_distance(r, c), 0],
                'normed wasserstein': [stats.wasserstein_distance(r, c) / max(numpy.std(r), 0.001), 0],
                'energy': [stats.energy_distance(r, c), 0],
            }
            if min(len(r), len(c)) > 1:
                found['welch'] = pair(stats.ttest_ind, r, c, equal_var=False)
                found['student'] = pair(stats.ttest_ind, r, c)
                found['brown-forsythe'] = pair(stats.levene, r, c, center='median')
            if len(r) + len(c) > 3:
                found['anderson-darling'] = pair(stats.anderson_ksamp, [r, c])
            return found
        found = [all_of(*samples) for samples in given]
        """;

    /// <summary>One Python process for all tests.</summary>
    public sealed class Peer
    {
        public Lazy<Dictionary<string, double[]?>[]> Found { get; } = new(() =>
            PythonPeer.Ask<Dictionary<string, double[]?>[]>(
                Script, Samples.All.Select(pair => new[] { pair.Reference, pair.Current })));
    }

    private static readonly Dictionary<string, Func<double[], double[], TestReport>> Statistics = new()
    {
        ["ks"] = (r, c) => KolmogorovSmirnov.Test(r, c),
        ["ks exact"] = (r, c) => KolmogorovSmirnov.Test(r, c, PValueMethod.Exact),
        ["ks asymptotic"] = (r, c) => KolmogorovSmirnov.Test(r, c, PValueMethod.Asymptotic),
        ["mann-whitney"] = (r, c) => MannWhitney.Test(r, c),
        ["mann-whitney less"] = (r, c) => MannWhitney.Test(r, c, Alternative.Less),
        ["mann-whitney greater"] = (r, c) => MannWhitney.Test(r, c, Alternative.Greater),
        ["mann-whitney asymptotic"] = (r, c) => MannWhitney.Test(r, c, method: PValueMethod.Asymptotic),
        ["wasserstein"] = (r, c) => new TestReport(Wasserstein.Distance(r, c), 0),
        ["normed wasserstein"] = (r, c) => new TestReport(Wasserstein.NormedDistance(r, c), 0),
        ["energy"] = (r, c) => new TestReport(EnergyDistance.Of(r, c), 0),
        ["welch"] = (r, c) => MeanTest.Welch(r, c),
        ["student"] = (r, c) => MeanTest.Student(r, c),
        ["brown-forsythe"] = (r, c) => VarianceRatio.BrownForsythe(r, c),
        ["anderson-darling"] = (r, c) => AndersonDarling.Test(r, c),
    };

    public static TheoryData<string> Names => [.. Statistics.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_statistic_of_samples_is_scipys(string name)
    {
        var compared = 0;
        foreach (var (pair, found) in Samples.All.Zip(peer.Found.Value))
        {
            if (found.GetValueOrDefault(name) is not { } expected || expected.Any(double.IsNaN)) continue;
            var actual = Statistics[name](pair.Reference, pair.Current);
            Agreement.Assert(expected[0], actual.Statistic, $"{name} of {pair.Name}", 1e-12);
            Agreement.Assert(expected[1], actual.PValue, $"chance in {name} of {pair.Name}");
            compared++;
        }
        Assert.True(compared >= 40, $"{compared} pairs compared");
    }
}
